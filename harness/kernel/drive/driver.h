// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The driver program (bpf/drive/driver.bpf.c) in the kernel: the one program that is called, held
// in the XDP dispatcher, and the arms that it reaches by tail call. Arms come and go without
// touching the dispatcher, so a fresh load of all of them costs under a millisecond each.
//
// Where the kernel lets a subprogram tail-call, a call runs the arm many times for each trigger
// (the inner loop); elsewhere once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/drive/dispatcher_hold.h"
#include "harness/kernel/program/object.h"
#include "harness/packet/fields.h"

struct drive_state;

namespace bpfmark {

// A frame and how many of its bytes, from the front, must be put back before each iteration.
struct RestoredFrame {
  Bytes bytes;
  std::size_t copy_bytes = 0;
};

// What a driver can hold at a time.
struct FrameRoom {
  std::size_t frames = 0;
  std::size_t frame_bytes = 0;  // of the longest

  void make_fit(std::size_t count, std::size_t longest_bytes);
  bool fits(const std::vector<RestoredFrame>& restored) const;
};

// What to give to BPF_PROG_TEST_RUN for a number of iterations.
struct DriverCall {
  int program_fd = -1;
  std::uint32_t repeat = 0;
};

class Driver {
 public:
  // `image` is driver.bpf.o; with the most slots. Cannot measure: the kernel lacks a helper that
  // the driver needs, or refuses to hold it.
  static Result<Driver> load(const SharedImage& image, const FrameRoom& room, bool frags);

  // With room for just these frames, and with them in it.
  static Result<Driver> load(const SharedImage& image, const std::vector<RestoredFrame>& frames,
                             bool frags);

  Driver(Driver&& other) noexcept;
  Driver& operator=(Driver&&) = delete;
  ~Driver();

  int program_fd() const { return object_.program_fd(); }
  // Runs of an arm a trigger; 1 where there is no inner loop.
  std::uint32_t slots() const { return slots_; }
  // As many as leave each run one more tail call of its own; at least 1.
  void take_fewer_slots();
  void take_all_slots();
  // Empty with an inner loop; else why there is none.
  const std::string& why_no_loop() const { return why_no_loop_; }
  const FrameRoom& room() const { return room_; }
  bool frags() const { return frags_; }

  // The frames that the drive `restore` goes through; they must fit the room. Cannot measure: the
  // kernel refuses them.
  Result<void> set_frames(const std::vector<RestoredFrame>& frames);

  // Puts a program into place `arm`. Cannot measure: the kernel says that the two cannot tail-call
  // (another expected attach type, frags on one side).
  Result<void> set_arm(std::uint32_t arm, int program_fd);

  // What the next call, the one that is returned, does: so many `iterations` of the arm, at least
  // 1. `frame_count` 0: the packet is left as it is; else the frames are put back one after
  // another, from `first_frame` on.
  DriverCall select(std::uint32_t arm, std::uint32_t frame_count, std::uint32_t first_frame,
                    std::uint32_t iterations);

  // Iterations since select() that did not reach the arm on a whole frame, and triggers in which
  // there were not tail calls enough for all slots.
  std::uint32_t failures() const;

 private:
  Driver(Object object, DispatcherHold hold, drive_state* state, const FrameRoom& room, bool frags,
         std::string why_no_loop);
  static Result<Driver> load_program(const SharedImage& image, const FrameRoom& room, bool frags,
                                     const std::string& why_no_loop);
  Result<void> set_landing();

  Object object_;
  DispatcherHold hold_;
  FrameRoom room_;
  bool frags_;
  int arms_fd_;
  int frames_fd_;
  std::string why_no_loop_;
  std::uint32_t slots_;
  drive_state* state_;  // a page of the driver's .bss, mapped
};

}  // namespace bpfmark
