// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/maps/operation_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>

#include "harness/campaign/maps/operation_arms.h"
#include "harness/stats/estimate.h"

namespace bpfmark {
namespace {

using ::testing::Contains;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Key;
using ::testing::Not;

// Placements of ten rounds: empty loop 1 ns, yardstick 33 and its own loop 2, operation 36 plus the
// placement's own.
Samples samples_of_operation(double canary_ns = 10) {
  Samples samples;
  for (const double own : {0.0, 0.3, 0.6}) {
    Placement placement;
    for (int i = 0; i < 10; ++i) {
      placement.rounds.push_back(Round{{1.0, 33.0, 36.0 + own, 2.0}, canary_ns});
    }
    samples.placements.push_back(placement);
  }
  return samples;
}

TEST(OperationMetrics, AreNetOfTheEmptyLoop) {
  const auto metrics = operation_metrics(samples_of_operation(), std::nullopt);
  const Metric& cost = metrics.at("ns_per_op");
  EXPECT_NEAR(*cost.value, 35.3, 1e-9);
  EXPECT_THAT(cost.placements,
              ElementsAre(DoubleNear(35, 1e-9), DoubleNear(35.3, 1e-9), DoubleNear(35.6, 1e-9)));
  EXPECT_LT(*cost.ci_low, 35.3);
  EXPECT_GT(*cost.ci_high, 35.3);
  EXPECT_NEAR(*metrics.at("ns_per_op_yardstick").value, 31, 1e-9);
}

TEST(OperationMetrics, NameTheContendedRegimeOnlyWhereItWasSeen) {
  EXPECT_THAT(operation_metrics(samples_of_operation(), std::nullopt),
              Not(Contains(Key("ns_per_op_contended"))));
  const CanaryModes modes{10, 40, 25, 1};
  const auto metrics = operation_metrics(samples_of_operation(40), modes);
  EXPECT_NEAR(*metrics.at("ns_per_op_contended").value, 35.3, 1e-9);
  EXPECT_FALSE(metrics.at("ns_per_op").value.has_value()) << "none was quiet";
}

}  // namespace
}  // namespace bpfmark
