// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/assemble.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

TEST(MessagesMetric, IsExactAndAMean) {
  const Metric metric = messages_metric(3, 4);
  EXPECT_TRUE(metric.exact);
  EXPECT_EQ(metric.value, 0.75);
}

}  // namespace
}  // namespace bpfmark
