// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/drive/arm_reach.h"

#include <utility>

#include "bpf/drive/drive.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kCanaryPlace = DRIVE_ARMS - 1;

std::vector<RestoredFrame> restored(const std::vector<Bytes>& frames) {
  std::vector<RestoredFrame> out;
  for (const Bytes& frame : frames) out.push_back({frame, frame.size()});
  return out;
}

}  // namespace

std::size_t ArmReach::max_arms() {
  return kCanaryPlace;
}

Result<void> ArmReach::start(SharedDriver& shared, const SharedImage& canary,
                             const std::vector<Bytes>& frames, bool frags) {
  frames_ = frames.size();
  auto driver = shared.with(restored(frames), frags);
  if (driver) {
    driver_ = std::move(*driver);
    driver_->take_all_slots();
    why_ = driver_->why_no_loop();
    how_ = why_.empty() ? "inner loop" : "tail call";
  } else {
    drop_driver(driver.error());
  }
  BPFMARK_ASSIGN(object, Object::open({canary, "canary"}));
  BPFMARK_TRY(object.load(frags));
  canary_.emplace(std::move(object));
  return reach_canary();
}

void ArmReach::drop_driver(const Error& why) {
  how_ = "held";
  why_ = why.message;
  driver_.reset();
}

Result<void> ArmReach::reach_canary() {
  if (driver_) {
    const auto set = driver_->set_arm(kCanaryPlace, canary_->program_fd());
    if (set) return {};
    drop_driver(set.error());
  }
  auto hold = DispatcherHold::hold(canary_->program_fd());
  if (hold) {
    canary_hold_.emplace(std::move(*hold));
  } else {
    can_hold_ = false;
    how_ = "unheld";
    why_ = hold.error().message;
  }
  return {};
}

Result<std::vector<std::optional<DispatcherHold>>> ArmReach::put(const std::vector<int>& programs) {
  for (std::size_t i = 0; driver_ && i < programs.size(); ++i) {
    const auto set = driver_->set_arm(static_cast<std::uint32_t>(i), programs[i]);
    if (set) continue;
    drop_driver(set.error());
    BPFMARK_TRY(reach_canary());
  }
  std::vector<std::optional<DispatcherHold>> holds(programs.size());
  if (driver_ || !can_hold_) return holds;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    BPFMARK_ASSIGN(hold, DispatcherHold::hold(programs[i]));
    holds[i].emplace(std::move(hold));
  }
  return holds;
}

DriverCall ArmReach::aim(std::size_t arm, int program, Drive drive, std::size_t first_frame,
                         std::uint32_t iterations) {
  const std::uint32_t runs = drive == Drive::single ? 1 : iterations;
  if (!driver_) return {program, runs};
  const std::size_t restored_frames = drive == Drive::restore ? frames_ : 0;
  return driver_->select(static_cast<std::uint32_t>(arm),
                         static_cast<std::uint32_t>(restored_frames),
                         static_cast<std::uint32_t>(first_frame), runs);
}

DriverCall ArmReach::aim_at_canary(std::uint32_t iterations) {
  return aim(kCanaryPlace, canary_->program_fd(), Drive::repeat, 0, iterations);
}

bool ArmReach::offers(Drive drive) const {
  switch (drive) {
    case Drive::repeat:
      return can_hold_;
    case Drive::restore:
      return driver_ != nullptr;
    case Drive::single:
      return true;
  }
  return false;
}

}  // namespace bpfmark
