// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How a test run reaches an arm. By tail call from one driver that is held in the XDP dispatcher,
// many times a trigger or, where the kernel refuses such a loop, once; where it refuses tail calls,
// each program is held and called itself, without the drive `restore`; and where none can be held,
// only the drive `single` is left. The canary goes the same way as the arms.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/drive/dispatcher_hold.h"
#include "harness/kernel/drive/shared_driver.h"
#include "harness/kernel/program/object.h"
#include "harness/packet/packet.h"
#include "harness/sample/runner.h"

namespace bpfmark {

class ArmReach {
 public:
  // As many arms as a driver has room for beside the canary, which lies in the last place.
  static std::size_t max_arms();

  // Loads the canary and takes the shared driver for these frames. With `frags` all are loaded for
  // packets of several buffers: a tail call needs that on both sides or on neither.
  Result<void> start(SharedDriver& shared, const SharedImage& canary,
                     const std::vector<Bytes>& frames, bool frags);

  // Makes these programs the arms, in their order. What is returned holds them, one each, where no
  // driver does, and must go before they do.
  Result<std::vector<std::optional<DispatcherHold>>> put(const std::vector<int>& programs);

  // Points the next call at an arm, `program` itself, and returns that call: so many iterations
  // with the drive; with `single`, one.
  DriverCall aim(std::size_t arm, int program, Drive drive, std::size_t first_frame,
                 std::uint32_t iterations);
  DriverCall aim_at_canary(std::uint32_t iterations);

  Reach reach() const { return {how_, why_, slots()}; }
  std::uint32_t slots() const { return driver_ ? driver_->slots() : 1; }
  void take_fewer_slots() { driver_->take_fewer_slots(); }

  bool offers(Drive drive) const;
  std::uint32_t lost_iterations() const { return driver_ ? driver_->failures() : 0; }

 private:
  Result<void> reach_canary();
  void drop_driver(const Error& why);

  bool can_hold_ = true;
  std::size_t frames_ = 0;
  std::string how_ = "inner loop";
  std::string why_;  // no better way
  std::shared_ptr<Driver> driver_;
  std::optional<Object> canary_;
  std::optional<DispatcherHold> canary_hold_;
};

}  // namespace bpfmark
