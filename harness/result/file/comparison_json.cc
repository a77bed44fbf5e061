// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/file/comparison_json.h"

#include "harness/json/json_values.h"
#include "harness/result/file/report_parts.h"

namespace bpfmark {

OrderedJson comparison_json(const Comparison& comparison) {
  return OrderedJson{{"name", comparison.name},
                     {"metric", comparison.metric},
                     {"unit", json_text(comparison.unit)},
                     {"exact", comparison.exact},
                     {"base", comparison.base},
                     {"new", comparison.new_version},
                     {"base_verdicts", verdicts_json(comparison.base_verdicts)},
                     {"new_verdicts", verdicts_json(comparison.new_verdicts)},
                     {"base_value", json_number(comparison.base_value)},
                     {"new_value", json_number(comparison.new_value)},
                     {"ratio", json_number(comparison.ratio)},
                     {"difference", json_number(comparison.difference)},
                     {"ci_low", json_number(comparison.ci_low)},
                     {"ci_high", json_number(comparison.ci_high)},
                     {"p_value", json_number(comparison.p_value)},
                     {"threshold", json_number(comparison.threshold)},
                     {"counts", comparison.counts},
                     {"verdict", verdict_text(comparison.verdict)},
                     {"note", json_text(comparison.note)}};
}

}  // namespace bpfmark
