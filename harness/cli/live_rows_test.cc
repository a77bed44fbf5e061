// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/live_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::DoubleNear;
using ::testing::HasSubstr;
using ::testing::Optional;

LiveBlock block(double ns_per_packet) {
  LiveBlock block;
  block.packets = 1000;
  block.elapsed_ns = 1000 * ns_per_packet;
  block.received = 300;
  block.lost = 100;
  block.expected = 400;
  block.drain_cpu_ns = 300 * 250;
  return block;
}

TEST(LiveRows, DifferencesArePairedWithinTheRound) {
  // The machine slows down from round to round; the difference does not.
  const std::vector<LiveBlock> pass = {block(400), block(500), block(650)};
  const std::vector<LiveBlock> version = {block(420), block(521), block(669)};
  const Benchmark row = live_row("v3", "native", version, pass, 19);
  EXPECT_EQ(row.name, "live/v3/native");
  const Metric& net = row.metrics.at("ns_per_packet_live_net");
  EXPECT_THAT(net.value, Optional(DoubleNear(20, 1e-9)));
  EXPECT_LT(*net.ci_high - *net.ci_low, 15);
  EXPECT_THAT(row.metrics.at("lost_share").value, Optional(DoubleNear(0.25, 1e-9)));
  EXPECT_THAT(row.metrics.at("drain_ns_per_message").value, Optional(DoubleNear(250, 1e-9)));
  const double predicted = (1e9 / 419 + 1e9 / 519 + 1e9 / 669) / 3;
  EXPECT_THAT(row.metrics.at("packets_per_s_predicted").value,
              Optional(DoubleNear(predicted, 1e-3)));
  EXPECT_THAT(live_rows_table({row}, {}), HasSubstr("native"));
}

TEST(LiveRows, OneRoundHasNoInterval) {
  const Benchmark row = live_row("v1", "skb", {block(400)}, {block(390)}, std::nullopt);
  EXPECT_FALSE(row.metrics.at("packets_per_s").value);
  EXPECT_FALSE(row.metrics.contains("packets_per_s_predicted"));
}

}  // namespace
}  // namespace bpfmark
