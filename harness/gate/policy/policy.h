// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What matters and what fails a gate: the defaults, and a policy file (JSON with comments, by
// docs/gate.md) that changes them for a metric or for rows by their names.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/gate/policy/verdict.h"
#include "harness/text/pattern.h"

namespace bpfmark {

inline constexpr int kPolicySchemaVersion = 1;

// For the rows that it matches; what it leaves out stays as an earlier rule or the default has it.
struct PolicyRule {
  std::string metric;              // a name of metrics.h; "*": all
  std::optional<Pattern> name;     // searched in the row's name; none: all
  std::optional<double> absolute;  // threshold, in the metric's unit
  std::optional<double> relative;  // threshold, of the base's value
  std::optional<bool> counts;      // whether its verdict counts for the gate's
  // Of a rule with a name, for messages: where it stands, "policy.json: $.rules[1].name", and the
  // name as it was written.
  std::string place = {};
  std::string pattern = {};
};

struct RowPolicy {
  Threshold threshold;
  bool counts = true;
};

class Policy {
 public:
  // Time: 0.5 ns (2 cycles) or 2 % of the base, whichever is larger; regimes alike; of the live
  // self-test, which scatters more, 25 ns. Exact metrics: any change is shown and does not count,
  // but for
  // - insns_per_packet, from 10 % and 10 on: below that time and count part ways too often;
  // - helper_calls_per_packet, from one call on every other packet on: a call costs 2 to 300 ns;
  // - verified_insns, when it grows by more than 10 % and 10,000: a program that creeps towards the
  //   verifier's limit of a million stops loading one day.
  Policy();

  // For two runs, which differ by more than their intervals hold: slow states of the core that last
  // longer than a run, and its clock (docs/measuring.md, "How far runs spread"). 8 cycles or 2 %;
  // where there are no cycles 2 ns or 5 %.
  static Policy of_two_runs();

  // Later rules win. `metric` as in the result file; its suffix _contended is ignored.
  RowPolicy row(const std::string& metric, const std::string& name) const;

  void add(PolicyRule rule) { rules_.push_back(std::move(rule)); }
  const std::vector<PolicyRule>& rules() const { return rules_; }

 private:
  std::vector<PolicyRule> rules_;
};

// `defaults`, with the file's rules after them. Bad input, each with the file, the JSON path and
// what is allowed there: not JSON, a newer schema_version, an unknown key or metric, a wrong type,
// a negative threshold, a pattern that does not compile.
Result<Policy> read_policy(const std::filesystem::path& path, Policy defaults);

}  // namespace bpfmark
