// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/driver.h"

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

std::size_t round_up(std::size_t value, std::size_t step) {
  return (value + step - 1) / step * step;
}

// An odd number of cache lines for each frame: a power of two would put the heads of all frames
// into the same few sets of the cache.
std::size_t frame_stride_bytes(const std::vector<RestoredFrame>& frames) {
  constexpr std::size_t kCacheLine = 64;
  std::size_t longest = 0;
  for (const RestoredFrame& f : frames) longest = std::max(longest, f.bytes.size());
  const std::size_t lines = round_up(sizeof(frame) + longest, kCacheLine) / kCacheLine;
  return (lines | 1) * kCacheLine;
}

Result<void> size_maps(Object& object, const std::vector<RestoredFrame>& frames) {
  bpf_map* map = bpf_object__find_map_by_name(object.get(), "frames");
  const auto stride = static_cast<std::uint32_t>(frame_stride_bytes(frames));
  const auto count = static_cast<std::uint32_t>(std::max<std::size_t>(1, frames.size()));
  bpf_map__set_value_size(map, stride);
  bpf_map__set_max_entries(map, count);
  return object.set_first_constant(stride - static_cast<std::uint32_t>(sizeof(frame)));
}

Result<void> fill_frames(int map_fd, const std::vector<RestoredFrame>& frames) {
  Bytes value(frame_stride_bytes(frames));
  for (std::uint32_t key = 0; key < frames.size(); ++key) {
    const RestoredFrame& f = frames[key];
    const frame head{static_cast<std::uint32_t>(f.bytes.size()),
                     static_cast<std::uint32_t>(f.copy_bytes)};
    std::memcpy(value.data(), &head, sizeof head);
    std::copy(f.bytes.begin(), f.bytes.end(), value.begin() + sizeof head);
    if (bpf_map_update_elem(map_fd, &key, value.data(), BPF_ANY) != 0) {
      return cannot_measure("cannot hand the frames to the driver", errno);
    }
  }
  return {};
}

std::size_t page_bytes() {
  return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

Result<Driver> Driver::load(const std::filesystem::path& path,
                            const std::vector<RestoredFrame>& frames, bool frags) {
  BPFMARK_ASSIGN(object, Object::open(path, "driver"));
  BPFMARK_TRY(size_maps(object, frames));
  BPFMARK_TRY(object.load(frags));
  const int frames_fd = bpf_object__find_map_fd_by_name(object.get(), "frames");
  const int arms_fd = bpf_object__find_map_fd_by_name(object.get(), "arms");
  const int bss_fd = bpf_object__find_map_fd_by_name(object.get(), ".bss");
  BPFMARK_TRY(fill_frames(frames_fd, frames));
  BPFMARK_ASSIGN(hold, DispatcherHold::hold(object.program_fd()));
  void* state = ::mmap(nullptr, page_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, bss_fd, 0);
  if (state == MAP_FAILED) return cannot_measure("cannot map the driver's globals", errno);
  return Driver(std::move(object), std::move(hold), arms_fd, static_cast<drive_state*>(state));
}

Driver::Driver(Object object, DispatcherHold hold, int arms_fd, drive_state* state)
    : object_(std::move(object)), hold_(std::move(hold)), arms_fd_(arms_fd), state_(state) {}

Driver::Driver(Driver&& other) noexcept
    : object_(std::move(other.object_)),
      hold_(std::move(other.hold_)),
      arms_fd_(other.arms_fd_),
      state_(std::exchange(other.state_, nullptr)) {}

Driver::~Driver() {
  if (state_ != nullptr) ::munmap(state_, page_bytes());
}

Result<void> Driver::set_arm(std::uint32_t arm, int program_fd) {
  if (bpf_map_update_elem(arms_fd_, &arm, &program_fd, BPF_ANY) != 0) {
    return cannot_measure("the kernel refuses a tail call from the driver to this program", errno);
  }
  return {};
}

void Driver::select(std::uint32_t arm, std::uint32_t frame_count, std::uint32_t first_frame) {
  state_->selected = arm;
  state_->frame_count = frame_count;
  state_->next_frame = first_frame;
  state_->failures = 0;
  state_->data_first = 0;
}

// The kernel wrote it behind the compiler's back, through another mapping of the page.
std::uint32_t Driver::failures() const {
  return *const_cast<const volatile __u32*>(&state_->failures);
}

}  // namespace bpfmark
