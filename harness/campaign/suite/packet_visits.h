// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One packet of a run: verified at the first visit, timed at each. A run comes back to every packet
// several times, so that each is measured over the whole of the run and not over a second of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/campaign/program_bench.h"
#include "harness/campaign/suite/selection.h"
#include "harness/sample/sampling.h"
#include "harness/stats/regime.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// What is known of one packet after some visits.
struct PacketResult {
  SelectedPacket selected;
  Behaviour behaviour;
  Reach reach;
  Samples samples;
  std::vector<std::vector<std::string>> warnings;  // by version, of the last visit
  std::vector<CountedPacket> counted;              // by version, at the first visit
};

class PacketVisits {
 public:
  // `suite` and `bench` must outlive this.
  PacketVisits(const Suite& suite, const ProgramBench& bench, SelectedPacket selected,
               std::uint64_t seed);

  const PacketResult& result() const { return measured_; }
  std::size_t visits() const { return visits_; }

  // Loads the versions, measures for `budget_s`, and drops them. Bad input and cannot measure: as
  // the runner, the verified run and sampling; a version that does not do what the suite expects.
  // Interrupted: the visit is dropped.
  Result<void> visit(double budget_s, const std::function<void(const Samples&)>& progress);

  // Every version's interval is narrow: 0.25 ns or 1 % of its net cost, whichever is larger.
  bool precise(const std::optional<CanaryModes>& modes) const;

  // Why there are no more visits.
  void stop(StopReason reason) { measured_.samples.stopped = reason; }

 private:
  Result<void> verify(Runner& runner);
  Result<void> check_expectations() const;
  void note_warnings(Runner& runner);

  const Suite& suite_;
  const ProgramBench& bench_;
  const PacketSpec& packet_;
  std::uint64_t seed_;
  std::vector<ProgramRef> programs_;
  Plan plan_;
  std::size_t visits_ = 0;
  PacketResult measured_;
};

}  // namespace bpfmark
