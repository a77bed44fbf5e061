// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs that cost what a test says, on a clock of their own: a ProgramBench without a kernel.
// What goes wrong, and when somebody interrupts, is said by a test's functions, which are told of
// every load of arms and of every timed block.
#pragma once

#include <csignal>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/campaign/program_bench.h"
#include "harness/sample/fake_runner.h"

namespace bpfmark {

class FakePrograms {
 public:
  struct Making {
    std::string packet;
    int of_packet = 0;  // makings of this packet's arms so far, from 1
    int of_all = 0;
    FakeRunner& runner;
  };

  std::map<std::string, FakeArm> arms;  // by the object's path; one that is missing does not load
  double load_s = 0.001;                // of all arms of a placement
  double placement_deviation_ns = 0.1;
  // Told when arms are made, which may be changed then. An error: they cannot be made.
  std::function<Result<void>(const Making&)> making = [](const Making&) { return Result<void>(); };
  // Told before each timed block of the last arms that were made.
  std::function<Result<void>(std::size_t arm)> timing = [](std::size_t) { return Result<void>(); };
  std::function<CountedPacket(const ProgramRef&, const PacketSpec&)> count =
      [](const ProgramRef&, const PacketSpec&) { return CountedPacket{}; };
  // What a load does; unless a test says otherwise, to each frame what the arm does to its first.
  std::function<Result<Seen>(const ProgramRef&, const PacketSpec&, Chance)> observe =
      [this](const ProgramRef& program, const PacketSpec& packet, Chance) {
        return seen_of(arms[program.object.string()], packet);
      };
  std::map<std::string, MeasuredProgram> inspected;  // by the object's path; may lack some

  std::vector<std::string> made;          // the packets for which arms were made, in order
  std::map<std::string, double> spent_s;  // by packet
  std::vector<std::string> inspections;   // objects
  void interrupt() { signal_ = SIGTERM; }
  double now_s() const { return now_s_; }

  ProgramBench bench() {
    ProgramBench out;
    out.make_runner = [this](const auto& programs, const PacketSpec& packet) {
      return make_runner(programs, packet);
    };
    out.renew = [] {};
    out.inspect = [this](const ProgramRef& program) { return inspect(program); };
    out.observe = [this](const ProgramRef& program, const PacketSpec& packet, Chance chance) {
      return observe(program, packet, chance);
    };
    out.count = [this](const ProgramRef& p, const PacketSpec& packet) { return count(p, packet); };
    out.now_s = [this] { return now_s_; };
    out.stop_signal = [this] { return signal_; };
    return out;
  }

  static Seen seen_of(const FakeArm& arm, const PacketSpec& packet) {
    Seen seen;
    for (const Bytes& frame : packet.packet.frames) {
      seen.calls.push_back({arm.verdict(0), frame, {}});
    }
    return seen;
  }

 private:
  class TimedRunner : public FakeRunner {
   public:
    TimedRunner(FakePrograms& machine, std::string packet)
        : machine_(machine), packet_(std::move(packet)) {}

    Result<void> place(const std::vector<std::size_t>& order) override {
      machine_.spend(packet_, machine_.load_s);
      return FakeRunner::place(order);
    }
    Result<Block> time_arm(std::size_t arm, Drive drive, std::uint32_t iterations,
                           std::size_t first_frame) override {
      BPFMARK_TRY(machine_.timing(arm));
      const double before_s = time_s;
      auto block = FakeRunner::time_arm(arm, drive, iterations, first_frame);
      machine_.spend(packet_, time_s - before_s);
      return block;
    }
    Result<Canary> time_canary() override {
      machine_.spend(packet_, 50e-6);
      return FakeRunner::time_canary();
    }

   private:
    FakePrograms& machine_;
    std::string packet_;
  };

  void spend(const std::string& packet, double spent) {
    now_s_ += spent;
    spent_s[packet] += spent;
  }

  Result<std::unique_ptr<Runner>> make_runner(const std::vector<ProgramRef>& programs,
                                              const PacketSpec& packet) {
    const std::string& name = packet.packet.name;
    made.push_back(name);
    auto runner = std::make_unique<TimedRunner>(*this, name);
    runner->fake_arms.push_back({.cost_ns = 20});
    for (const ProgramRef& program : programs) {
      const auto arm = arms.find(program.object.string());
      if (arm == arms.end()) return cannot_measure(program.object.string() + ": no such program");
      runner->fake_arms.push_back(arm->second);
    }
    runner->fake_frames = packet.packet.frames;
    runner->placement_deviation_ns = placement_deviation_ns;
    runner->seed(made.size());
    BPFMARK_TRY(making({name, ++made_of_[name], static_cast<int>(made.size()), *runner}));
    return runner;
  }

  Result<MeasuredProgram> inspect(const ProgramRef& program) {
    const std::string object = program.object.string();
    inspections.push_back(object);
    if (!arms.contains(object)) return cannot_measure(object + ": no such program");
    return inspected[object];
  }

  double now_s_ = 1000;
  std::optional<int> signal_;
  std::map<std::string, int> made_of_;
};

// A suite of one version for each object, named as the object, on packets of one frame.
inline Suite suite_of(const std::vector<std::string>& objects,
                      const std::vector<std::string>& packets) {
  Suite suite;
  suite.name = "s";
  for (const std::string& object : objects) suite.versions.push_back({object, {object, ""}});
  for (const std::string& packet : packets) {
    suite.packets.push_back({Packet{packet, {Bytes(64)}}, {}, {}});
  }
  return suite;
}

}  // namespace bpfmark
