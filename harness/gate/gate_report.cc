// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/gate_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/json/json_values.h"
#include "harness/result/file/comparison_json.h"
#include "harness/text/hexadecimal.h"

namespace bpfmark {
namespace {

using Json = OrderedJson;

Json to_json(const BehaviourDifference& difference) {
  return Json{{"name", difference.name},
              {"what", difference.what},
              {"frames", difference.frames},
              {"first_frame", difference.first_frame},
              {"packet", hexadecimal(difference.packet)}};
}

bool has(const GateReport& report, Verdict verdict) {
  return std::any_of(report.comparisons.begin(), report.comparisons.end(),
                     [&](const Comparison& row) { return row.counts && row.verdict == verdict; });
}

}  // namespace

Verdict overall_verdict(const GateReport& report) {
  if (report.same_behaviour_expected && !report.behaviour.empty()) return Verdict::regressed;
  // What was never looked at, or counts for nothing, must not read as a pass.
  const bool any_counts = std::any_of(report.comparisons.begin(), report.comparisons.end(),
                                      [](const Comparison& row) { return row.counts; });
  if (!any_counts) return Verdict::inconclusive;
  for (const Verdict each : kVerdictsByWeight) {
    if (has(report, each)) return each;
  }
  return Verdict::unchanged;
}

std::string gate_to_json(const GateReport& report) {
  Json rows = Json::array();
  for (const Comparison& row : report.comparisons) rows.push_back(comparison_json(row));
  Json behaviour = Json::array();
  for (const BehaviourDifference& each : report.behaviour) behaviour.push_back(to_json(each));
  const Json document{{"verdict", verdict_text(overall_verdict(report))},
                      {"base", report.base},
                      {"new", report.new_version},
                      {"duration_s", report.duration_s},
                      {"contended_share", json_number(report.contended_share)},
                      {"canary_ns", json_number(report.canary_ns)},
                      {"same_behaviour_expected", report.same_behaviour_expected},
                      {"comparisons", std::move(rows)},
                      {"behaviour", std::move(behaviour)},
                      {"notes", report.notes}};
  return json_dump(document, 2) + "\n";
}

}  // namespace bpfmark
