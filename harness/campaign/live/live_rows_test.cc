// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/live/live_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::DoubleNear;
using ::testing::HasSubstr;
using ::testing::Optional;

LiveBlock block(double ns_per_packet) {
  LiveBlock block;
  block.elapsed_ns = 1000 * ns_per_packet;
  block.account = {
      .sent = 1250, .packets = 1000, .dropped = 250, .said = 400, .received = 300, .lost = 100};
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
  EXPECT_THAT(row.metrics.at("dropped_share").value, Optional(DoubleNear(0.2, 1e-9)));
  EXPECT_THAT(row.metrics.at("drain_ns_per_message").value, Optional(DoubleNear(250, 1e-9)));
  const double predicted = (1e9 / 419 + 1e9 / 519 + 1e9 / 669) / 3;
  EXPECT_THAT(row.metrics.at("packets_per_s_predicted").value,
              Optional(DoubleNear(predicted, 1e-3)));
  EXPECT_THAT(live_rows_table({row}, {}), HasSubstr("native"));
}

TEST(LiveRows, IntervalsStayWithinWhatThereCanBe) {
  LiveBlock none = block(400);
  none.account.lost = 0;
  none.account.received = 400;
  const Benchmark row = live_row("v1", "native", {block(400), none}, {block(1), block(4000)}, {});
  EXPECT_EQ(row.metrics.at("lost_share").ci_low, 0);
  EXPECT_EQ(row.metrics.at("lost_share").ci_high, 1);
  EXPECT_EQ(row.metrics.at("packets_per_s_pass").ci_low, 0);
  EXPECT_LT(row.metrics.at("ns_per_packet_live_net").ci_low, -3000);
}

TEST(LiveRows, OneRoundHasNoInterval) {
  const Benchmark row = live_row("v1", "skb", {block(400)}, {block(390)}, std::nullopt);
  EXPECT_FALSE(row.metrics.at("packets_per_s").value);
  EXPECT_FALSE(row.metrics.contains("packets_per_s_predicted"));
}

}  // namespace
}  // namespace bpfmark
