// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/policy/policy.h"

#include "harness/result/metric_names.h"

namespace bpfmark {

Policy::Policy() {
  add({"*", std::nullopt, 0.0, 0.0, false});
  for (const char* metric : {"ns_per_packet_net", "ns_per_packet", "ns_per_op"}) {
    add({metric, std::nullopt, 0.5, 0.02, std::nullopt});
  }
  // Gross holds the same difference as net: one of the two is enough to fail.
  add({"ns_per_packet_net", std::nullopt, std::nullopt, std::nullopt, true});
  add({"ns_per_op", std::nullopt, std::nullopt, std::nullopt, true});
  // A packet's way through a veth pair takes some 500 ns: a twentieth of it.
  add({"ns_per_packet_live_net", std::nullopt, 25.0, 0.0, true});
  // 0.5 ns at 4 GHz.
  add({"cycles_per_packet_net", std::nullopt, 2.0, 0.02, true});
  add({"insns_per_packet", std::nullopt, 10, 0.10, true});
  add({"helper_calls_per_packet", std::nullopt, 0.5, 0.0, true});
  add({"verified_insns", std::nullopt, 10000, 0.10, true});
}

Policy Policy::of_two_runs() {
  Policy policy;
  for (const char* metric : {"ns_per_packet_net", "ns_per_packet", "ns_per_op"}) {
    policy.add({metric, std::nullopt, 2.0, 0.05, std::nullopt});
  }
  policy.add({"cycles_per_packet_net", std::nullopt, 8.0, 0.02, std::nullopt});
  return policy;
}

RowPolicy Policy::row(const std::string& metric, const std::string& name) const {
  RowPolicy row{{0, 0}, false};
  const std::string plain = without_regime(metric);
  for (const PolicyRule& rule : rules_) {
    if (rule.metric != "*" && rule.metric != plain) continue;
    if (rule.name && !rule.name->found_in(name)) continue;
    if (rule.absolute) row.threshold.absolute = *rule.absolute;
    if (rule.relative) row.threshold.relative = *rule.relative;
    if (rule.counts) row.counts = *rule.counts;
  }
  return row;
}

}  // namespace bpfmark
