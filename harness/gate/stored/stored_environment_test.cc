// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Results of other machines, kernels, compilers and regimes against each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "harness/gate/stored/stored_results_test.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// What another machine differs in, and what the note must name.
struct Difference {
  const char* what;
  void (*apply)(Environment& environment);
};

TEST(StoredEnvironment, TimesOfAnotherMachineAreLeftOutAndTheDifferenceIsNamed) {
  const Difference table[] = {
      {"CPU (Some CPU and Other CPU)", [](Environment& e) { e.cpu_model = "Other CPU"; }},
      {"CPU (Some CPU and unknown)", [](Environment& e) { e.cpu_model.reset(); }},
      {"number of CPUs (2 and 64)", [](Environment& e) { e.cpus = 64; }},
      {"hypervisor (unknown and kvm)", [](Environment& e) { e.hypervisor = "kvm"; }},
      {"JIT", [](Environment& e) { e.jit = false; }},
      {"mitigations", [](Environment& e) { e.mitigations = "off"; }},
      {"fingerprint", [](Environment&) {}},
  };
  for (const Difference& each : table) {
    Report new_version = result_of(99);
    new_version.environment.fingerprint = "f2";
    each.apply(new_version.environment);
    const GateReport report = compared(result_of(10), new_version);
    EXPECT_THAT(metrics_of(report), ElementsAre("xlated_insns")) << each.what;
    ASSERT_THAT(report.notes, SizeIs(1)) << each.what;
    EXPECT_THAT(report.notes[0], AllOf(HasSubstr(std::string("by ") + each.what + ":"),
                                       HasSubstr("times are left out")));
    const GateReport forced = compared(result_of(10), new_version, true);
    EXPECT_THAT(metrics_of(forced), ElementsAre("ns_per_packet_net", "xlated_insns"));
    EXPECT_THAT(forced.notes.at(0), HasSubstr("compared all the same (--force)"));
  }
}

TEST(StoredEnvironment, TimesWithOtherSlotsAreInconclusive) {
  Report without = result_of(10);
  Report with_one = result_of(10);
  with_one.benchmarks[0].slots = 1;
  EXPECT_EQ(compared(without, with_one).comparisons.at(0).verdict, Verdict::unchanged);
  EXPECT_TRUE(compared(without, with_one).notes.empty());

  Report with_many = result_of(10);
  with_many.benchmarks[0].slots = 32;
  for (const auto& [base, new_version] :
       {std::pair{&without, &with_many}, std::pair{&with_many, &with_one}}) {
    const GateReport report = compared(*base, *new_version);
    EXPECT_THAT(metrics_of(report), ElementsAre("ns_per_packet_net", "xlated_insns"));
    EXPECT_EQ(report.comparisons.at(0).verdict, Verdict::inconclusive);
    EXPECT_FALSE(report.comparisons.at(0).difference);
    EXPECT_THAT(report.comparisons.at(0).note, HasSubstr("slots: not comparable"));
    EXPECT_EQ(report.comparisons.at(1).verdict, Verdict::unchanged);
    EXPECT_THAT(report.notes, ElementsAre(HasSubstr("1 row was measured with other slots")));
  }
  const GateReport forced = compared(without, with_many, true);
  EXPECT_EQ(forced.comparisons.at(0).verdict, Verdict::unchanged);
  EXPECT_THAT(forced.notes, ElementsAre(HasSubstr("(--force)")));
}

TEST(StoredEnvironment, AnotherKernelOrCompilerLeavesOutExactMetrics) {
  Report new_version = result_of(10, 51);
  new_version.environment.clang = "18.1.3";
  const GateReport report = compared(result_of(10), new_version);
  EXPECT_THAT(metrics_of(report), ElementsAre("ns_per_packet_net"));
  EXPECT_THAT(report.notes,
              ElementsAre("kernel or compiler differ (6.18.0, 14.0.6 and 6.18.0, 18.1.3): exact "
                          "metrics are left out"));
  EXPECT_THAT(compared(result_of(10), new_version, true).comparisons, SizeIs(2));

  new_version.environment.fingerprint = "f2";
  new_version.environment.kernel = "6.1.0";
  const GateReport nothing = compared(result_of(10), new_version);
  EXPECT_THAT(nothing.comparisons, SizeIs(0)) << "neither times nor exact metrics";
  EXPECT_EQ(overall_verdict(nothing), Verdict::inconclusive);
  EXPECT_THAT(nothing.notes, ElementsAre(HasSubstr("kernel (6.18.0 and 6.1.0)"),
                                         HasSubstr("exact metrics are left out")));
}

TEST(StoredEnvironment, TimesOfAnotherRegimeAreLeftOut) {
  Report new_version = result_of(10);
  new_version.environment.canary_quiet_ns = 40;
  const GateReport report = compared(result_of(10), new_version);
  EXPECT_THAT(metrics_of(report), ElementsAre("xlated_insns"));
  EXPECT_THAT(report.notes, ElementsAre("the core was in another regime (canary 10.5 and 40.0 ns): "
                                        "times are left out"));
  EXPECT_THAT(compared(new_version, result_of(10)).comparisons, SizeIs(1))
      << "whichever was slower";
  EXPECT_THAT(compared(result_of(10), new_version, true).comparisons, SizeIs(2));

  for (const std::optional<double> alike : {std::optional(13.5), std::optional(7.6), {}}) {
    new_version.environment.canary_quiet_ns = alike;
    EXPECT_THAT(compared(result_of(10), new_version).comparisons, SizeIs(2));
  }
  for (const double edited : {0.0, -10.5}) {
    new_version.environment.canary_quiet_ns = edited;
    EXPECT_THAT(compared(result_of(10), new_version).comparisons, SizeIs(1)) << edited;
  }
}

TEST(StoredEnvironment, WhereNothingThatCountsIsLeftItIsInconclusive) {
  Report base = result_of(10), new_version = result_of(10);  // xlated_insns does not count
  new_version.environment.canary_quiet_ns = 40;
  EXPECT_EQ(overall_verdict(compared(base, new_version)), Verdict::inconclusive);
  EXPECT_EQ(overall_verdict(compared(base, new_version, true)), Verdict::unchanged);
  for (Report* report : {&base, &new_version}) {
    report->benchmarks[0].metrics["insns_per_packet"] = counted(100);
  }
  EXPECT_EQ(overall_verdict(compared(base, new_version)), Verdict::unchanged) << "this one counts";
}

TEST(StoredEnvironment, ContendedTimesAreComparedUnderTheSameContentionAlone) {
  Report base = result_of(10), new_version = result_of(10);
  for (Report* report : {&base, &new_version}) {
    report->environment.canary_contended_ns = 40;
    report->benchmarks[0].metrics["ns_per_packet_net_contended"] = timed(20);
  }
  EXPECT_THAT(metrics_of(compared(base, new_version)),
              ElementsAre("ns_per_packet_net", "ns_per_packet_net_contended", "xlated_insns"));
  new_version.environment.canary_contended_ns = 20;
  const GateReport report = compared(base, new_version);
  EXPECT_THAT(metrics_of(report), ElementsAre("ns_per_packet_net", "xlated_insns"));
  EXPECT_THAT(report.notes, ElementsAre("the core was contended otherwise (canary 40.0 and 20.0 "
                                        "ns): contended times are left out"));
  EXPECT_THAT(metrics_of(compared(base, new_version, true)), SizeIs(3));
}

}  // namespace
}  // namespace bpfmark
