// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A Runner without a kernel, for tests: arms of known cost, placements and regimes that shift it,
// programs whose behaviour is a function of the frame and of how often they ran.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "harness/sample/runner.h"

namespace bpfmark {

struct FakeArm {
  double cost_ns = 30;                                // gross, quiet
  double contended_extra_ns = 0;                      // on top, while contended
  std::optional<double> placement_deviation_ns = {};  // instead of the runner's
  std::size_t messages = 0;                           // a packet leaves in the map `messages`
  // The verdict of the n-th packet since the maps were prepared, n from 0.
  std::function<std::uint32_t(std::size_t)> verdict = [](std::size_t) { return 2u; };
  bool draws_random_numbers = false;
  bool changes_packet = false;  // writes its first byte
};

class FakeRunner : public Runner {
 public:
  std::vector<FakeArm> fake_arms;
  std::vector<Bytes> fake_frames = {Bytes(64)};
  double placement_deviation_ns = 0.3;
  double block_deviation_ns = 0.2;
  std::size_t room_entries = 1024;
  std::function<bool(double now_s)> contended = [](double) { return false; };
  double canary_quiet_ns = 10;
  double canary_contended_ns = 40;
  double core_ghz = 4;
  Reach fake_reach;
  std::function<bool(std::size_t visit)> preempted = [](std::size_t) { return false; };
  double time_s = 0;                                  // advanced by what is timed
  std::vector<std::vector<std::size_t>> load_orders;  // one for each place()
  std::vector<std::size_t> visits;                    // arms, as they were timed

  // Another run of the same machine.
  void seed(std::uint64_t seed) {
    random_.seed(seed);
    normal_.reset();
  }

  std::size_t arms() const override { return fake_arms.size(); }
  std::size_t frames() const override { return fake_frames.size(); }
  bool offers(Drive) const override { return true; }
  Reach reach() const override { return fake_reach; }
  std::optional<std::size_t> room(std::size_t, const std::string&) const override {
    return room_entries;
  }

  bool draws_random_numbers(std::size_t arm) const override {
    return fake_arms[arm].draws_random_numbers;
  }

  Result<Observation> observe(std::size_t arm, std::size_t frame) override {
    return observe_driven(arm, Drive::single, frame, 1);
  }

  Result<Observation> observe_driven(std::size_t arm, Drive drive, std::size_t frame,
                                     std::uint32_t iterations) override {
    const FakeArm& fake = fake_arms[arm];
    Observation seen;
    seen.verdict = fake.verdict(iterations - 1);
    seen.output = fake_frames[(frame + iterations - 1) % frames()];
    // Left as the program leaves it, its change would add up.
    if (fake.changes_packet) {
      seen.output[0] = static_cast<std::uint8_t>(drive == Drive::repeat ? iterations : 1);
    }
    seen.left["messages"] = {std::vector<std::string>(fake.messages * iterations, "Fizz"),
                             fake.messages * iterations};
    return seen;
  }

  Result<void> place(const std::vector<std::size_t>& order) override {
    load_orders.push_back(order);
    offsets_.assign(arms(), 0);
    for (std::size_t arm = 0; arm < arms(); ++arm) {
      const double own = fake_arms[arm].placement_deviation_ns.value_or(placement_deviation_ns);
      offsets_[arm] = own * normal_(random_);
    }
    return {};
  }

  Result<Block> time_arm(std::size_t arm, Drive, std::uint32_t iterations, std::size_t) override {
    visits.push_back(arm);
    const FakeArm& fake = fake_arms[arm];
    Block block;
    block.ns_per_packet = fake.cost_ns + offsets_[arm] + block_deviation_ns * normal_(random_);
    if (contended(time_s)) block.ns_per_packet += fake.contended_extra_ns;
    block.preempted = preempted(visits.size());
    if (block.preempted) block.ns_per_packet *= 100;
    block.verdict = fake.verdict(iterations - 1);
    block.left["messages"] = std::min(room_entries, fake.messages * iterations);
    time_s += block.ns_per_packet * iterations * 1e-9;
    return block;
  }

  Result<Canary> time_canary() override {
    time_s += 50e-6;
    const double level = contended(time_s) ? canary_contended_ns : canary_quiet_ns;
    return Canary{level + block_deviation_ns * normal_(random_), 50e3, core_ghz};
  }

  std::vector<std::string> lasting_changes(std::size_t) override { return {}; }

 private:
  std::vector<double> offsets_;
  std::mt19937_64 random_{42};
  std::normal_distribution<double> normal_;
};

}  // namespace bpfmark
