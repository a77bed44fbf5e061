// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/policy/policy.h"

#include "harness/result/metrics.h"

namespace bpfmark {

Policy::Policy() {
  add({"*", std::nullopt, 0.0, 0.0, false});
  for (const char* metric : {kNsPerPacketNet, kNsPerPacket, kNsPerOp}) {
    add({metric, std::nullopt, 0.5, 0.02, std::nullopt});
  }
  // Gross holds the same difference as net: one of the two is enough to fail.
  add({kNsPerPacketNet, std::nullopt, std::nullopt, std::nullopt, true});
  add({kNsPerOp, std::nullopt, std::nullopt, std::nullopt, true});
  // A packet's way through a veth pair takes some 500 ns: a twentieth of it.
  add({kNsPerPacketLiveNet, std::nullopt, 25.0, 0.0, true});
  // 0.5 ns at 4 GHz.
  add({kCyclesPerPacketNet, std::nullopt, 2.0, 0.02, true});
  add({kInsnsPerPacket, std::nullopt, 10, 0.10, true});
  add({kHelperCallsPerPacket, std::nullopt, 0.5, 0.0, true});
  add({kVerifiedInsns, std::nullopt, 10000, 0.10, true});
}

Policy Policy::of_two_runs() {
  Policy policy;
  for (const char* metric : {kNsPerPacketNet, kNsPerPacket, kNsPerOp}) {
    policy.add({metric, std::nullopt, 2.0, 0.05, std::nullopt});
  }
  policy.add({kCyclesPerPacketNet, std::nullopt, 8.0, 0.02, std::nullopt});
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
