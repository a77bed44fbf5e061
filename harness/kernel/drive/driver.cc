// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/drive/driver.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "bpf/drive/drive.h"

namespace bpfmark {
namespace {

constexpr const char* kLanding = "landing";

std::size_t round_up(std::size_t value, std::size_t step) {
  return (value + step - 1) / step * step;
}

// An odd number of cache lines for each frame: a power of two would put the heads of all frames
// into the same few sets of the cache.
std::size_t frame_stride_bytes(const FrameRoom& room) {
  constexpr std::size_t kCacheLine = 64;
  const std::size_t lines = round_up(sizeof(frame) + room.frame_bytes, kCacheLine) / kCacheLine;
  return (lines | 1) * kCacheLine;
}

Result<void> size_maps(Object& object, const FrameRoom& room) {
  bpf_map* map = bpf_object__find_map_by_name(object.get(), "frames");
  const auto stride = static_cast<std::uint32_t>(frame_stride_bytes(room));
  const auto count = static_cast<std::uint32_t>(std::max<std::size_t>(1, room.frames));
  bpf_map__set_value_size(map, stride);
  bpf_map__set_max_entries(map, count);
  return object.set_first_constant(stride - static_cast<std::uint32_t>(sizeof(frame)));
}

int map_fd(const Object& object, const char* name) {
  return bpf_object__find_map_fd_by_name(object.get(), name);
}

void load_as_well(const Object& object, const char* program) {
  bpf_program* other = bpf_object__find_program_by_name(object.get(), program);
  if (other != nullptr) bpf_program__set_autoload(other, true);
}

std::size_t page_bytes() {
  return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

void FrameRoom::make_fit(std::size_t count, std::size_t longest_bytes) {
  frames = std::max(frames, count);
  frame_bytes = std::max(frame_bytes, longest_bytes);
}

bool FrameRoom::fits(const std::vector<RestoredFrame>& restored) const {
  return restored.size() <= frames &&
         std::all_of(restored.begin(), restored.end(),
                     [&](const RestoredFrame& f) { return f.bytes.size() <= frame_bytes; });
}

Result<Driver> Driver::load(const SharedImage& image, const FrameRoom& room, bool frags) {
  auto with_loop = load_program(image, room, frags, "");
  if (with_loop) return with_loop;
  return load_program(image, room, frags, with_loop.error().message);
}

Result<Driver> Driver::load_program(const SharedImage& image, const FrameRoom& room, bool frags,
                                    const std::string& why_no_loop) {
  const bool loops = why_no_loop.empty();
  BPFMARK_ASSIGN(object, Object::open({image, loops ? "inner_loop" : "driver"}));
  if (loops) load_as_well(object, kLanding);
  BPFMARK_TRY(size_maps(object, room));
  BPFMARK_TRY(object.load(frags));
  BPFMARK_ASSIGN(hold, DispatcherHold::hold(object.program_fd()));
  void* state =
      ::mmap(nullptr, page_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, map_fd(object, ".bss"), 0);
  if (state == MAP_FAILED) return cannot_measure("cannot map the driver's globals", errno);
  Driver driver(std::move(object), std::move(hold), static_cast<drive_state*>(state), room, frags,
                why_no_loop);
  if (loops) BPFMARK_TRY(driver.set_landing());
  return driver;
}

Result<Driver> Driver::load(const SharedImage& image, const std::vector<RestoredFrame>& frames,
                            bool frags) {
  FrameRoom room;
  for (const RestoredFrame& f : frames) room.make_fit(frames.size(), f.bytes.size());
  BPFMARK_ASSIGN(driver, load(image, room, frags));
  BPFMARK_TRY(driver.set_frames(frames));
  return std::move(driver);
}

Driver::Driver(Object object, DispatcherHold hold, drive_state* state, const FrameRoom& room,
               bool frags, std::string why_no_loop)
    : object_(std::move(object)),
      hold_(std::move(hold)),
      room_(room),
      frags_(frags),
      arms_fd_(map_fd(object_, "arms")),
      frames_fd_(map_fd(object_, "frames")),
      why_no_loop_(std::move(why_no_loop)),
      slots_(1),
      state_(state) {
  take_all_slots();
}

Driver::Driver(Driver&& other) noexcept
    : object_(std::move(other.object_)),
      hold_(std::move(other.hold_)),
      room_(other.room_),
      frags_(other.frags_),
      arms_fd_(other.arms_fd_),
      frames_fd_(other.frames_fd_),
      why_no_loop_(std::move(other.why_no_loop_)),
      slots_(other.slots_),
      state_(std::exchange(other.state_, nullptr)) {}

Driver::~Driver() {
  if (state_ != nullptr) ::munmap(state_, page_bytes());
}

Result<void> Driver::set_frames(const std::vector<RestoredFrame>& frames) {
  Bytes value(frame_stride_bytes(room_));
  for (std::uint32_t key = 0; key < frames.size(); ++key) {
    const RestoredFrame& f = frames[key];
    const frame head{static_cast<std::uint32_t>(f.bytes.size()),
                     static_cast<std::uint32_t>(f.copy_bytes)};
    std::memcpy(value.data(), &head, sizeof head);
    std::copy(f.bytes.begin(), f.bytes.end(), value.begin() + sizeof head);
    if (bpf_map_update_elem(frames_fd_, &key, value.data(), BPF_ANY) != 0) {
      return cannot_measure("cannot hand the frames to the driver", errno);
    }
  }
  return {};
}

Result<void> Driver::set_arm(std::uint32_t arm, int program_fd) {
  if (bpf_map_update_elem(arms_fd_, &arm, &program_fd, BPF_ANY) != 0) {
    return cannot_measure("the kernel refuses a tail call from the driver to this program", errno);
  }
  return {};
}

Result<void> Driver::set_landing() {
  const bpf_program* landing = bpf_object__find_program_by_name(object_.get(), kLanding);
  return set_arm(DRIVE_LANDING, landing == nullptr ? -1 : bpf_program__fd(landing));
}

void Driver::take_all_slots() {
  slots_ = why_no_loop_.empty() ? DRIVE_SLOTS : 1;
}

// A run takes the driver's tail call and its own. Of DRIVE_SLOTS there are enough for so many runs.
void Driver::take_fewer_slots() {
  const std::uint32_t tail_calls_each = DRIVE_SLOTS / slots_;
  slots_ = std::max<std::uint32_t>(1, DRIVE_SLOTS / (tail_calls_each + 1));
}

DriverCall Driver::select(std::uint32_t arm, std::uint32_t frame_count, std::uint32_t first_frame,
                          std::uint32_t iterations) {
  const bool loops = why_no_loop_.empty();
  // Two triggers at least: a call of a single one does not touch the dispatcher and costs less.
  const std::uint32_t slots = std::clamp<std::uint32_t>((iterations + 1) / 2, 1, slots_);
  state_->selected = arm;
  state_->frame_count = frame_count;
  state_->next_frame = first_frame;
  state_->failures = 0;
  state_->slots = slots;
  state_->remaining = loops ? iterations : 0;
  state_->data_first = 0;
  return {object_.program_fd(), (iterations + slots - 1) / slots};
}

// The kernel wrote them behind the compiler's back, through another mapping of the page.
std::uint32_t Driver::failures() const {
  const volatile drive_state* state = state_;
  return state->failures + state->remaining;
}

}  // namespace bpfmark
