// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/policy/policy.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

PolicyRule rule(const std::string& metric, std::optional<double> absolute,
                std::optional<double> relative = {}, std::optional<bool> counts = {},
                const char* name = nullptr) {
  PolicyRule made{metric, std::nullopt, absolute, relative, counts};
  if (name != nullptr) made.name = Pattern::compile(name).value();
  return made;
}

TEST(Policy, Defaults) {
  const struct {
    const char* metric;
    double absolute;
    double relative;
    bool counts;
  } table[] = {
      {"ns_per_packet_net", 0.5, 0.02, true},
      {"ns_per_packet_net_contended", 0.5, 0.02, true},
      {"ns_per_op", 0.5, 0.02, true},
      {"ns_per_op_contended", 0.5, 0.02, true},
      {"ns_per_packet", 0.5, 0.02, false},
      {"cycles_per_packet_net", 2, 0.02, true},
      {"ns_per_packet_live_net", 25, 0, true},
      {"packets_per_s", 0, 0, false},
      {"verified_insns", 10000, 0.10, true},
      {"xlated_insns", 0, 0, false},
      {"jited_bytes", 0, 0, false},
      {"stack_bytes", 0, 0, false},
      {"insns_per_packet", 10, 0.10, true},
      {"helper_calls_per_packet", 0.5, 0, true},
      {"of_tomorrow", 0, 0, false},
  };
  for (const auto& each : table) {
    const RowPolicy row = Policy().row(each.metric, "suite/v1/udp64");
    EXPECT_EQ(row.threshold.absolute, each.absolute) << each.metric;
    EXPECT_EQ(row.threshold.relative, each.relative) << each.metric;
    EXPECT_EQ(row.counts, each.counts) << each.metric;
  }
}

TEST(Policy, TwoRunsDifferByMoreThanTwoVersionsInOne) {
  const Policy policy = Policy::of_two_runs();
  EXPECT_EQ(policy.row("cycles_per_packet_net", "x").threshold.absolute, 8);
  EXPECT_EQ(policy.row("cycles_per_packet_net", "x").threshold.relative, 0.02);
  EXPECT_TRUE(policy.row("cycles_per_packet_net", "x").counts);
  for (const char* metric : {"ns_per_packet_net", "ns_per_packet_net_contended", "ns_per_op"}) {
    EXPECT_EQ(policy.row(metric, "x").threshold.absolute, 2) << metric;
    EXPECT_EQ(policy.row(metric, "x").threshold.relative, 0.05) << metric;
    EXPECT_TRUE(policy.row(metric, "x").counts) << metric;
  }
  EXPECT_EQ(policy.row("insns_per_packet", "x").threshold.absolute, 10) << "exact ones do not";
}

TEST(Policy, LaterRulesWinAndKeepWhatTheyLeaveOut) {
  Policy policy;
  policy.add(rule("ns_per_packet_net", 3, 0.3));
  policy.add(rule("ns_per_packet_net", 1));
  const RowPolicy row = policy.row("ns_per_packet_net", "x");
  EXPECT_EQ(row.threshold.absolute, 1);
  EXPECT_EQ(row.threshold.relative, 0.3) << "of the earlier rule";
  EXPECT_TRUE(row.counts) << "of the default";
  EXPECT_EQ(policy.row("ns_per_packet_net_contended", "x").threshold.absolute, 1);
  EXPECT_EQ(policy.row("ns_per_op", "x").threshold.absolute, 0.5) << "another metric";
}

TEST(Policy, ARuleForAllMetricsReachesThemAll) {
  Policy policy;
  policy.add(rule("*", {}, {}, false));
  EXPECT_FALSE(policy.row("ns_per_packet_net", "x").counts);
  EXPECT_FALSE(policy.row("verified_insns", "x").counts);
  policy.add(rule("xlated_insns", {}, {}, true));
  EXPECT_TRUE(policy.row("xlated_insns", "x").counts);
}

TEST(Policy, PatternsAreSearchedInTheName) {
  Policy policy;
  policy.add(rule("*", 7, {}, {}, "/slow-path$"));
  EXPECT_EQ(policy.row("ns_per_packet_net", "s/v1/slow-path").threshold.absolute, 7);
  EXPECT_EQ(policy.row("ns_per_packet_net", "s/v1/slow-path-2").threshold.absolute, 0.5);
  EXPECT_EQ(policy.row("ns_per_packet_net", "slow-path").threshold.absolute, 0.5);
}

}  // namespace
}  // namespace bpfmark
