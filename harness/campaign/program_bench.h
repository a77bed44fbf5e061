// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a campaign measures programs with: the kernel, the clock and the signals of this process, or
// a test's own. Campaigns reach programs through it alone; how a program of some type is loaded,
// driven and counted is decided behind it.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "harness/base/error.h"
#include "harness/base/stop_signals.h"
#include "harness/campaign/installation.h"
#include "harness/campaign/measured_program.h"
#include "harness/kernel/foreign/foreign_objects.h"
#include "harness/sample/observation/seen.h"
#include "harness/sample/runner.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// Used by one thread. Its runners live one at a time.
struct ProgramBench {
  // Loads the arms of a packet: the reference, then `programs`.
  std::function<Result<std::unique_ptr<Runner>>(const std::vector<ProgramRef>& programs,
                                                const PacketSpec& packet)>
      make_runner;

  // What the next runners share, such as the driver, is to be loaded afresh.
  std::function<void()> renew;

  std::function<Result<MeasuredProgram>(const ProgramRef&)> inspect;

  // A fresh load of the program, and what it does with the frames of a packet.
  std::function<Result<Seen>(const ProgramRef&, const PacketSpec&, Chance)> observe;

  // Of a program that was inspected.
  std::function<CountedPacket(const ProgramRef&, const PacketSpec&)> count;

  std::function<double()> now_s;  // a clock that never goes back

  // The first signal that asked this process to stop, and from then on the same one.
  std::function<std::optional<int>()> stop_signal;

  bool stopped() const { return stop_signal().has_value(); }
};

// The kernel's, with the maps of `workload` in the state that each packet wants. Binds this thread
// to `cpu` (none: the highest allowed) and asks for priority there. What is passed by reference
// must outlive it. Bad input: a CPU that is not allowed.
Result<ProgramBench> kernel_bench(const Suite& workload, std::optional<int> cpu,
                                  const Installation& installation, ForeignObjects& programs,
                                  StopSignals& signals);

}  // namespace bpfmark
