// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/drive/kernel_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "harness/kernel/machine/cpus.h"
#include "harness/sample/call_cost.h"
#include "harness/sample/core_clock.h"

namespace bpfmark {
namespace {

constexpr std::size_t kReference = 0;
constexpr std::uint32_t kCanaryIterations = 512;
constexpr std::uint32_t kCalibrationIterations = 512;
constexpr std::uint32_t kCanarySingleCalls = 50;
constexpr int kCalibrationCalls = 7;
constexpr std::uint32_t kWarmUpPackets = 16;
constexpr std::size_t kTriedIterations = 64;  // as many as the verified run makes

}  // namespace

KernelRunner::KernelRunner(DriveObjects objects, std::vector<ProgramImage> programs,
                           std::vector<Bytes> frames, std::vector<MapState> maps)
    : objects_(std::move(objects)),
      programs_(std::move(programs)),
      frames_(std::move(frames)),
      map_states_(std::move(maps)) {}

Result<std::unique_ptr<KernelRunner>> KernelRunner::make(const DriveObjects& objects,
                                                         const std::vector<ProgramImage>& programs,
                                                         const std::vector<Bytes>& frames,
                                                         const std::vector<MapState>& maps) {
  SharedDriver driver(objects.driver, {});
  return make(objects, programs, frames, maps, driver);
}

Result<std::unique_ptr<KernelRunner>> KernelRunner::make(const DriveObjects& objects,
                                                         const std::vector<ProgramImage>& programs,
                                                         const std::vector<Bytes>& frames,
                                                         const std::vector<MapState>& maps,
                                                         SharedDriver& driver,
                                                         Interrupted interrupted) {
  std::vector<ProgramImage> arms = {{objects.reference, ""}};
  arms.insert(arms.end(), programs.begin(), programs.end());
  if (arms.size() > ArmReach::max_arms()) {
    return bad_input(fmt::format("{} versions at once; at most {} fit", programs.size(),
                                 ArmReach::max_arms() - 1));
  }
  std::unique_ptr<KernelRunner> runner(new KernelRunner(objects, std::move(arms), frames, maps));
  runner->interrupted_ = std::move(interrupted);
  runner->memories_.resize(runner->arms());
  BPFMARK_ASSIGN(frags, runner->any_wants_frags());
  runner->frags_ = frags;
  BPFMARK_TRY(runner->reach_.start(driver, objects.canary, frames, frags));
  std::vector<std::size_t> order(runner->arms());
  std::iota(order.begin(), order.end(), 0);
  BPFMARK_TRY(runner->place(order));
  BPFMARK_TRY(runner->check_states());
  if (runner->reach_.slots() > 1) {
    BPFMARK_TRY(runner->choose_slots());
    BPFMARK_TRY(runner->place(order));  // what was tried is not to be seen in their maps
  }
  return runner;
}

// The most with which no arm, its own tail calls and all, asks for more than the kernel allows.
Result<void> KernelRunner::choose_slots() {
  for (std::size_t arm = 0; arm < arms(); ++arm) {
    while (reach_.slots() > 1) {
      BPFMARK_ASSIGN(enough, has_tail_calls_enough(arm));
      if (enough) break;
      reach_.take_fewer_slots();
    }
  }
  return {};
}

Result<bool> KernelRunner::has_tail_calls_enough(std::size_t arm) {
  const std::size_t iterations = std::max(kTriedIterations, frames_.size());
  BPFMARK_TRY(arms_[arm]->states.prepare());
  const DriverCall call = aim(arm, Drive::restore, 0, static_cast<std::uint32_t>(iterations));
  BPFMARK_TRY(timed_test_run(call.program_fd, frames_.front(), call.repeat));
  BPFMARK_TRY(arms_[arm]->states.settle());
  return reach_.lost_iterations() == 0;
}

Result<void> KernelRunner::check_states() const {
  for (const MapState& state : map_states_) {
    const bool known = std::any_of(arms_.begin(), arms_.end(), [&](const std::optional<Arm>& arm) {
      return !states_of(arm->object.maps(), {state}).empty();
    });
    // Refused with the names of the last version's maps.
    if (!known) BPFMARK_TRY(MapStates::make(arms_.back()->object.maps(), {state}, objects_.queue));
  }
  return {};
}

// A tail call needs xdp.frags on both sides or on neither: where one arm has it, all are loaded
// with it.
Result<bool> KernelRunner::any_wants_frags() const {
  bool frags = false;
  for (const ProgramImage& program : programs_) {
    BPFMARK_ASSIGN(object, Object::open(program));
    frags = frags || object.wants_frags();
  }
  return frags;
}

std::optional<std::size_t> KernelRunner::room(std::size_t arm, const std::string& map) const {
  return arms_[arm]->states.room(map);
}

Result<KernelRunner::Arm> KernelRunner::load_arm(std::size_t index) {
  BPFMARK_ASSIGN(object, Object::open(programs_[index]));
  BPFMARK_TRY(object.load(frags_));
  const std::vector<Map> maps = object.maps();
  BPFMARK_ASSIGN(states, MapStates::make(maps, states_of(maps, map_states_), objects_.queue,
                                         &memories_[index], interrupted_));
  return Arm{std::move(object), std::move(states), {}, std::nullopt};
}

Result<void> KernelRunner::place(const std::vector<std::size_t>& order) {
  // The arms of the last placement go only after the new ones are there: freed first, their code
  // would be laid where it lay before, and the placements would not be independent.
  std::vector<std::optional<Arm>> arms(programs_.size());
  for (const std::size_t index : order) {
    BPFMARK_ASSIGN(arm, load_arm(index));
    arms[index].emplace(std::move(arm));
  }
  std::vector<int> loaded;
  for (const auto& arm : arms) loaded.push_back(arm->object.program_fd());
  BPFMARK_ASSIGN(holds, reach_.put(loaded));
  for (std::size_t i = 0; i < arms.size(); ++i) arms[i]->hold = std::move(holds[i]);
  arms_.swap(arms);
  for (auto& arm : arms_) {
    BPFMARK_TRY(arm->states.prepare());
    arm->entries_at_start = arm->states.kept_entries();
  }
  return calibrate_call();
}

DriverCall KernelRunner::aim(std::size_t arm, Drive drive, std::size_t first_frame,
                             std::uint32_t iterations) {
  return reach_.aim(arm, arms_[arm]->object.program_fd(), drive, first_frame, iterations);
}

// ns of a whole call on the first frame, left as it is.
Result<double> KernelRunner::time_plain(const DriverCall& call) const {
  BPFMARK_ASSIGN(timed, timed_test_run(call.program_fd, frames_.front(), call.repeat));
  return timed.elapsed_ns;
}

// A call of n iterations costs a + n * r. Two calls of the reference, of 2 triggers and of many,
// give both; 2, since a single one does not touch the dispatcher at all.
Result<void> KernelRunner::calibrate_call() {
  call_ns_ = 0;
  if (!reach_.offers(Drive::repeat)) return {};
  const std::uint32_t few = 2 * reach_.slots();
  const std::uint32_t many = few + kCalibrationIterations;
  std::vector<CallReading> readings;
  for (int i = 0; i < kCalibrationCalls; ++i) {
    BPFMARK_ASSIGN(few_ns, time_plain(aim(kReference, Drive::repeat, 0, few)));
    BPFMARK_ASSIGN(many_ns, time_plain(aim(kReference, Drive::repeat, 0, many)));
    readings.push_back({few_ns, many_ns});
  }
  call_ns_ = fixed_cost_ns(readings, few, many);
  return {};
}

Result<Observation> KernelRunner::collect(Arm& arm, const TestRunOutcome& outcome) {
  BPFMARK_ASSIGN(left, arm.states.take_messages_left());
  return Observation{outcome.verdict, outcome.output, std::move(left)};
}

Result<Observation> KernelRunner::observe(std::size_t arm, std::size_t frame) {
  BPFMARK_TRY(arms_[arm]->states.prepare());
  BPFMARK_ASSIGN(outcome, test_run(arms_[arm]->object.program_fd(), frames_[frame], 1));
  return collect(*arms_[arm], outcome);
}

bool KernelRunner::offers(Drive drive) const {
  const bool each = std::any_of(arms_.begin(), arms_.end(), [](const std::optional<Arm>& arm) {
    return arm && arm->states.prepares_each();
  });
  return (!each || drive == Drive::single) && reach_.offers(drive);
}

// With `single` a call each, each on its own frame; the outcome is the last one's.
Result<TestRunOutcome> KernelRunner::run_driven(std::size_t arm, Drive drive, std::size_t frame,
                                                std::uint32_t iterations) {
  const std::uint32_t calls = drive == Drive::single ? iterations : 1;
  TestRunOutcome last;
  for (std::uint32_t i = 0; i < calls; ++i) {
    if (i > 0) BPFMARK_TRY(arms_[arm]->states.prepare_each());
    const DriverCall call = aim(arm, drive, frame, iterations);
    const Bytes& input = frames_[(frame + i) % frames_.size()];
    BPFMARK_ASSIGN(outcome, test_run(call.program_fd, input, call.repeat));
    last = std::move(outcome);
  }
  return last;
}

Result<Observation> KernelRunner::observe_driven(std::size_t arm, Drive drive, std::size_t frame,
                                                 std::uint32_t iterations) {
  BPFMARK_TRY(arms_[arm]->states.prepare());
  BPFMARK_ASSIGN(outcome, run_driven(arm, drive, frame, iterations));
  return collect(*arms_[arm], outcome);
}

// What was written into the maps has pushed out of the caches what the program needs, in one block
// more than in the next: some packets bring it back, and what they change is put back in turn.
Result<void> KernelRunner::warm_up(std::size_t arm, Drive drive, std::size_t first_frame) {
  MapStates& states = arms_[arm]->states;
  if (!states.has_cold_start()) return {};
  const std::uint32_t calls = drive == Drive::single ? kWarmUpPackets : 1;
  for (std::uint32_t i = 0; i < calls; ++i) {
    const DriverCall call = aim(arm, drive, first_frame, kWarmUpPackets);
    const Bytes& frame = frames_[(first_frame + i) % frames_.size()];
    BPFMARK_TRY(timed_test_run(call.program_fd, frame, call.repeat));
  }
  return states.prepare(Look::known);
}

Result<Block> KernelRunner::time_arm(std::size_t arm, Drive drive, std::uint32_t iterations,
                                     std::size_t first_frame) {
  BPFMARK_TRY(arms_[arm]->states.prepare(Look::learnt));
  BPFMARK_TRY(warm_up(arm, drive, first_frame));
  Block block;
  const std::uint32_t calls = drive == Drive::single ? iterations : 1;
  const long preemptions_before = preemptions();
  double elapsed_ns = drive == Drive::single ? 0 : -call_ns_;
  for (std::uint32_t i = 0; i < calls; ++i) {
    if (i > 0) BPFMARK_TRY(arms_[arm]->states.prepare_each(Look::learnt));
    const DriverCall call = aim(arm, drive, first_frame, iterations);
    const Bytes& frame = frames_[(first_frame + i) % frames_.size()];
    BPFMARK_ASSIGN(timed, timed_test_run(call.program_fd, frame, call.repeat));
    elapsed_ns += timed.elapsed_ns;
    block.verdict = timed.verdict;
    block.lost_iterations += reach_.lost_iterations();
  }
  block.preempted = preemptions() != preemptions_before;
  block.ns_per_packet = elapsed_ns / iterations;
  BPFMARK_ASSIGN(left, arms_[arm]->states.settle());
  block.left = std::move(left);
  return block;
}

// Where nothing can be held, a call of many iterations waits for RCU: many calls of one stand in.
Result<Canary> KernelRunner::time_canary() {
  const bool repeats = reach_.offers(Drive::repeat);
  const std::uint32_t calls = repeats ? 1 : kCanarySingleCalls;
  const std::uint32_t iterations = repeats ? kCanaryIterations : 1;
  double canary_ns = 0;
  double reference_ns = 0;
  for (std::uint32_t i = 0; i < calls; ++i) {
    BPFMARK_ASSIGN(with_ns, time_plain(reach_.aim_at_canary(iterations)));
    BPFMARK_ASSIGN(without_ns, time_plain(aim(kReference, Drive::repeat, 0, iterations)));
    canary_ns += with_ns;
    reference_ns += without_ns;
  }
  const double packets = calls * iterations;
  return Canary{(canary_ns - reference_ns) / packets, canary_ns + reference_ns,
                core_clock_ghz().value_or(0)};
}

std::vector<std::string> KernelRunner::lasting_changes(std::size_t arm) {
  std::vector<std::string> changes;
  const auto now = arms_[arm]->states.kept_entries();
  for (const auto& [map, before] : arms_[arm]->entries_at_start) {
    const std::size_t after = now.at(map);
    if (after == before) continue;
    changes.push_back(fmt::format(
        "map '{}' went from {} to {} entries while it was timed: what a packet costs may have "
        "drifted; name it to \"clear\" or \"restore\" in the suite",
        map, before, after));
  }
  return changes;
}

}  // namespace bpfmark
