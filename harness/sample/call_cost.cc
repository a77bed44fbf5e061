// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/call_cost.h"

#include <algorithm>

namespace bpfmark {

double fixed_cost_ns(const std::vector<CallReading>& readings, std::uint32_t few,
                     std::uint32_t many) {
  if (readings.empty()) return 0;
  CallReading fastest = readings.front();
  for (const CallReading& each : readings) {
    fastest.few_ns = std::min(fastest.few_ns, each.few_ns);
    fastest.many_ns = std::min(fastest.many_ns, each.many_ns);
  }
  const double each_ns = std::max(0.0, (fastest.many_ns - fastest.few_ns) / (many - few));
  return std::max(0.0, fastest.few_ns - few * each_ns);
}

}  // namespace bpfmark
