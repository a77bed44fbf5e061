// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The Runner of the real kernel: loads the arms afresh for each placement, brings their maps into
// the wanted state, watches and times. How they are reached is in arm_reach.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/drive/arm_reach.h"
#include "harness/kernel/drive/dispatcher_hold.h"
#include "harness/kernel/drive/shared_driver.h"
#include "harness/kernel/program/object.h"
#include "harness/kernel/program/test_run.h"
#include "harness/kernel/state/map_states.h"
#include "harness/sample/runner.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// bpfmark's own objects, bpf/drive/*.bpf.o and the reference.
struct DriveObjects {
  SharedImage driver;
  SharedImage canary;
  SharedImage queue;
  SharedImage reference;
};

class KernelRunner : public Runner {
 public:
  // Loads the driver and a first placement of the reference and `programs`. `maps` are the states
  // that the programs' maps are brought to, each where a program has the map. The calling thread
  // must be bound to one CPU and stay the only one that uses the runner.
  static Result<std::unique_ptr<KernelRunner>> make(const DriveObjects& objects,
                                                    const std::vector<ProgramImage>& programs,
                                                    const std::vector<Bytes>& frames,
                                                    const std::vector<MapState>& maps);

  // `interrupted`: asked while maps are prepared, which can take long; may be empty. The same with
  // a driver that earlier and later runners use too, never two at a time.
  static Result<std::unique_ptr<KernelRunner>> make(const DriveObjects& objects,
                                                    const std::vector<ProgramImage>& programs,
                                                    const std::vector<Bytes>& frames,
                                                    const std::vector<MapState>& maps,
                                                    SharedDriver& driver,
                                                    Interrupted interrupted = {});

  std::size_t arms() const override { return programs_.size(); }
  std::size_t frames() const override { return frames_.size(); }
  // Where state is put back before every packet, only `single`.
  bool offers(Drive drive) const override;
  Reach reach() const override { return reach_.reach(); }
  std::optional<std::size_t> room(std::size_t arm, const std::string& map) const override;
  bool draws_random_numbers(std::size_t arm) const override {
    return arms_[arm]->object.draws_random_numbers();
  }
  Result<Observation> observe(std::size_t arm, std::size_t frame) override;
  Result<Observation> observe_driven(std::size_t arm, Drive drive, std::size_t frame,
                                     std::uint32_t iterations) override;
  Result<void> place(const std::vector<std::size_t>& order) override;
  Result<Block> time_arm(std::size_t arm, Drive drive, std::uint32_t iterations,
                         std::size_t first_frame) override;
  Result<Canary> time_canary() override;
  std::vector<std::string> lasting_changes(std::size_t arm) override;
  std::vector<std::string> changed_state(std::size_t arm) const override {
    return arms_[arm]->states.changed();
  }

 private:
  // One loaded arm. Members are destroyed in reverse: the hold goes before its program.
  struct Arm {
    Object object;
    MapStates states;
    std::map<std::string, std::size_t> entries_at_start;
    std::optional<DispatcherHold> hold;
  };

  KernelRunner(DriveObjects objects, std::vector<ProgramImage> programs, std::vector<Bytes> frames,
               std::vector<MapState> maps);
  Result<bool> any_wants_frags() const;
  // Bad input: a state for a map that no version has.
  Result<void> check_states() const;
  Result<Arm> load_arm(std::size_t index);
  Result<void> choose_slots();
  Result<bool> has_tail_calls_enough(std::size_t arm);
  Result<void> calibrate_call();
  Result<void> warm_up(std::size_t arm, Drive drive, std::size_t first_frame);
  Result<Observation> collect(Arm& arm, const TestRunOutcome& outcome);
  // Points the next call at an arm and returns that call.
  DriverCall aim(std::size_t arm, Drive drive, std::size_t first_frame, std::uint32_t iterations);
  Result<TestRunOutcome> run_driven(std::size_t arm, Drive drive, std::size_t frame,
                                    std::uint32_t iterations);
  Result<double> time_plain(const DriverCall& call) const;

  DriveObjects objects_;
  std::vector<ProgramImage> programs_;  // 0: the reference
  std::vector<Bytes> frames_;
  std::vector<MapState> map_states_;
  std::vector<StateMemory> memories_;  // by arm; over all placements
  Interrupted interrupted_;
  bool frags_ = false;
  ArmReach reach_;
  std::vector<std::optional<Arm>> arms_;
  double call_ns_ = 0;  // fixed cost of a call with repeat > 1, this placement
};

}  // namespace bpfmark
