// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/objects/behaviour_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "harness/gate/behaviour/behaviour_trial.h"

namespace bpfmark {
namespace {

Result<BehaviourFindings> find_differences(const std::string& name, const ProgramPair& pair,
                                           const PacketSpec& packet, Chance chance,
                                           const ProgramBench& bench) {
  const auto observe = [&](const ProgramRef& program) {
    return [&, chance] { return bench.observe(program, packet, chance); };
  };
  const bool by_chance = chance == Chance::real;
  return try_behaviour(name, packet.packet.frames, observe(pair.base), observe(pair.new_version),
                       by_chance ? kConfirmationsByChance : kConfirmations);
}

CheckedBehaviour checked(const std::string& name, BehaviourFindings findings) {
  CheckedBehaviour out{std::move(findings.differences), {}};
  if (!findings.not_compared.empty()) {
    out.notes.push_back(
        fmt::format("{}: not compared: {}", name, fmt::join(findings.not_compared, ", ")));
  }
  return out;
}

}  // namespace

Result<CheckedBehaviour> check_behaviour(const std::string& name, const ProgramPair& pair,
                                         const PacketSpec& packet, const ProgramBench& bench) {
  auto findings = find_differences(name, pair, packet, Chance::virtual_calls, bench);
  if (findings) return checked(name, std::move(*findings));
  const Error refused = findings.error();
  BPFMARK_ASSIGN(by_chance, find_differences(name, pair, packet, Chance::real, bench));
  CheckedBehaviour out = checked(name, std::move(by_chance));
  out.notes.push_back(
      fmt::format("{}: behaviour is compared under the real clock and real random numbers, what "
                  "they change left out: {}",
                  name, refused.message));
  return out;
}

}  // namespace bpfmark
