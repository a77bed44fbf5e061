// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Setups of what carries records to user space, or from it.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/unique_fd.h"
#include "harness/kernel/map/referents.h"
#include "harness/kernel/message/ring_position.h"
#include "harness/kernel/operation/map_setup.h"

namespace bpfmark {
namespace {

std::size_t page() {
  return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// One CPU's event and the ring that its records go to.
class PerfRing {
 public:
  static Result<PerfRing> open(int cpu) {
    BPFMARK_ASSIGN(event, open_output_event(cpu));
    void* ring = ::mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, event.get(), 0);
    if (ring == MAP_FAILED) return cannot_measure("cannot map a perf event's ring", errno);
    ::ioctl(event.get(), PERF_EVENT_IOC_ENABLE, 0);
    return PerfRing(std::move(event), ring);
  }

  PerfRing(PerfRing&& other) noexcept
      : event_(std::move(other.event_)), ring_(std::exchange(other.ring_, MAP_FAILED)) {}
  PerfRing& operator=(PerfRing&&) = delete;
  ~PerfRing() {
    if (ring_ != MAP_FAILED) ::munmap(ring_, bytes());
  }

  int fd() const { return event_.get(); }

  void skip_all() {
    auto* head = static_cast<perf_event_mmap_page*>(ring_);
    std::atomic_ref<__u64>(head->data_tail)
        .store(std::atomic_ref<__u64>(head->data_head).load(std::memory_order_acquire),
               std::memory_order_release);
  }

 private:
  static constexpr std::size_t kDataPages = 128;
  static std::size_t bytes() { return (1 + kDataPages) * page(); }
  PerfRing(UniqueFd event, void* ring) : event_(std::move(event)), ring_(ring) {}

  UniqueFd event_;
  void* ring_;
};

class PerfEventArraySetup : public MapSetup {
 public:
  Result<void> after_load(bpf_object* object, const Operation& /*operation*/,
                          const OperationSizes& /*sizes*/) override {
    const int cpus = libbpf_num_possible_cpus();
    for (int cpu = 0; cpu < cpus; ++cpu) {
      auto ring = PerfRing::open(cpu);
      if (!ring && ring.error().errno_value == ENODEV) continue;  // offline
      if (!ring) return Failure(ring.error());
      const int fd = ring->fd();
      BPFMARK_TRY(put_value(object, static_cast<std::uint32_t>(cpu), &fd, "perf event"));
      rings_.push_back(std::move(*ring));
    }
    return {};
  }

  void before_block(std::uint32_t /*count*/) override {
    for (PerfRing& ring : rings_) ring.skip_all();
  }

 private:
  std::vector<PerfRing> rings_;
};

class RingbufSetup : public MapSetup {
 public:
  Result<void> after_load(bpf_object* object, const Operation& /*operation*/,
                          const OperationSizes& /*sizes*/) override {
    const bpf_map* subject = bpf_object__find_map_by_name(object, "subject");
    Map map;
    map.name = "subject";
    map.fd = bpf_map__fd(subject);
    map.max_entries = bpf_map__max_entries(subject);
    BPFMARK_ASSIGN(position, RingPosition::map(map));
    position_.emplace(std::move(position));
    return {};
  }

  void before_block(std::uint32_t /*count*/) override { position_->skip_all(); }

 private:
  std::optional<RingPosition> position_;
};

// Puts the numbers 0..1023 in, again and again.
class UserRingbufSetup : public MapSetup {
 public:
  ~UserRingbufSetup() override { user_ring_buffer__free(ring_); }

  Result<void> after_load(bpf_object* object, const Operation& operation,
                          const OperationSizes& /*sizes*/) override {
    ring_ = user_ring_buffer__new(subject_of(object), nullptr);
    if (ring_ == nullptr) return cannot_measure("cannot map the user ring buffer", errno);
    samples_ = operation.entries;
    return {};
  }

  // Each call of the program drains what there is: so many samples must be there.
  int call(const bpf_program* program) override {
    if (std::string_view(bpf_program__name(program)) == "drain") fill();
    return MapSetup::call(program);
  }

 private:
  void fill() {
    for (std::uint32_t i = 0; i < samples_; ++i) {
      void* sample = user_ring_buffer__reserve(ring_, sizeof(std::uint64_t));
      if (sample == nullptr) return;
      const std::uint64_t number = i;
      std::memcpy(sample, &number, sizeof number);
      user_ring_buffer__submit(ring_, sample);
    }
  }

  user_ring_buffer* ring_ = nullptr;
  std::uint32_t samples_ = 0;
};

}  // namespace

std::unique_ptr<MapSetup> setup_perf_event_array() {
  return std::make_unique<PerfEventArraySetup>();
}

std::unique_ptr<MapSetup> setup_ringbuf() {
  return std::make_unique<RingbufSetup>();
}

std::unique_ptr<MapSetup> setup_user_ringbuf() {
  return std::make_unique<UserRingbufSetup>();
}

}  // namespace bpfmark
