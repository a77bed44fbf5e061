// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/suite/packet_visits.h"

#include <fmt/format.h>

#include <utility>

#include "harness/sample/expectation.h"
#include "harness/stats/estimate.h"

namespace bpfmark {
namespace {

constexpr double kPreciseNs = 0.25;
constexpr double kPreciseShare = 0.01;

}  // namespace

PacketVisits::PacketVisits(const Suite& suite, const ProgramBench& bench, SelectedPacket selected,
                           std::uint64_t seed)
    : suite_(suite),
      bench_(bench),
      packet_(suite.packets[selected.packet]),
      seed_(seed + selected.packet) {
  for (const std::size_t version : selected.versions) {
    programs_.push_back(suite.versions[version].program);
  }
  measured_.selected = std::move(selected);
}

Result<void> PacketVisits::visit(double budget_s,
                                 const std::function<void(const Samples&)>& progress) {
  const double start_s = bench_.now_s();
  BPFMARK_ASSIGN(runner, bench_.make_runner(programs_, packet_));
  if (visits_ == 0) BPFMARK_TRY(verify(*runner));
  plan_.budget_s = budget_s - (bench_.now_s() - start_s);
  plan_.seed = seed_ ^ (static_cast<std::uint64_t>(visits_) << 32);
  const SamplingHooks hooks{bench_.now_s, [](const Samples&) { return false; },
                            [&] { return bench_.stopped(); }, progress};
  BPFMARK_ASSIGN(samples, take_samples(*runner, measured_.behaviour, plan_, hooks));
  if (samples.stopped == StopReason::interrupted) {
    return interrupted(0);
  }
  append_visit(measured_.samples, std::move(samples));
  ++visits_;
  note_warnings(*runner);
  return {};
}

Result<void> PacketVisits::verify(Runner& runner) {
  BPFMARK_ASSIGN(behaviour, learn_behaviour(runner, packet_.packet.frames));
  measured_.behaviour = std::move(behaviour);
  measured_.reach = runner.reach();
  BPFMARK_TRY(check_expectations());
  BPFMARK_ASSIGN(plan, make_plan(runner, measured_.behaviour, 0, seed_));
  plan_ = plan;
  for (const ProgramRef& program : programs_) {
    measured_.counted.push_back(bench_.count(program, packet_));
  }
  return {};
}

Result<void> PacketVisits::check_expectations() const {
  const std::vector<std::size_t>& versions = measured_.selected.versions;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const std::string& version = suite_.versions[versions[i]].name;
    const std::string unmet =
        unmet_expectation(packet_.expect, version, measured_.behaviour.arms[i + 1]);
    if (unmet.empty()) continue;
    return cannot_measure(
        fmt::format("{} {}; a program that does something else is not timed", version, unmet));
  }
  return {};
}

void PacketVisits::note_warnings(Runner& runner) {
  measured_.warnings.clear();
  for (std::size_t i = 0; i < programs_.size(); ++i) {
    std::vector<std::string> warnings = measured_.behaviour.arms[i + 1].warnings;
    const std::vector<std::string> changes = runner.lasting_changes(i + 1);
    warnings.insert(warnings.end(), changes.begin(), changes.end());
    const std::vector<std::string>& counted = measured_.counted[i].warnings;
    warnings.insert(warnings.end(), counted.begin(), counted.end());
    std::vector<std::uint32_t> verdicts;
    for (const Observation& frame : measured_.behaviour.arms[i + 1].frames) {
      verdicts.push_back(frame.verdict);
    }
    for (const Warning& warning : verdict_warnings("xdp", verdicts)) {
      warnings.push_back(text_of(warning));
    }
    measured_.warnings.push_back(std::move(warnings));
  }
}

bool PacketVisits::precise(const std::optional<CanaryModes>& modes) const {
  for (std::size_t arm = 1; arm <= programs_.size(); ++arm) {
    const auto net = estimate_difference(measured_.samples, arm, 0, Regime::quiet, modes);
    if (!net || !net->interval.is_within(kPreciseNs, kPreciseShare)) return false;
  }
  return true;
}

}  // namespace bpfmark
