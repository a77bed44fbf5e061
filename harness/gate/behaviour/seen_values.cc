// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour/seen_values.h"

#include <fmt/format.h>

namespace bpfmark {

ValueRuns values_in(const BehaviourRuns& runs, const Lookup& lookup) {
  ValueRuns found;
  for (const Seen& seen : runs.base) found.base.push_back(lookup(seen));
  for (const Seen& seen : runs.now) found.now.push_back(lookup(seen));
  return found;
}

const ValueLayout& layout_in(const std::map<std::string, ValueLayout>& layouts,
                             const std::string& name) {
  static const ValueLayout kUnknown;
  const ValueLayout* layout = find_in(layouts, name);
  return layout != nullptr ? *layout : kUnknown;
}

std::string quoted(const std::string& owner, const std::string& field) {
  return fmt::format("`{}{}{}`", owner, owner.empty() || field.empty() ? "" : ".", field);
}

std::string of_field(const FieldChange& change) {
  const std::string field = change.field.empty() ? "" : fmt::format(", field `{}`", change.field);
  return fmt::format("{}: {} against {}", field, change.base, change.now);
}

}  // namespace bpfmark
