// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/message/message_drain.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace bpfmark {
namespace {

constexpr std::size_t kMaxAtOnce = 4096;
constexpr std::uint32_t kBatch = 256;

Failure drain_refusal(const Map& map, const char* way, int error) {
  constexpr int kNotSupported = 524;  // the kernel's ENOTSUPP, which strerror() does not know
  const bool none = error == kNotSupported || error == EOPNOTSUPP;
  return cannot_measure(
      fmt::format("cannot take messages from {} map '{}' by {}: {}", map.type_name, map.name, way,
                  none ? "the kernel has no such operation for this type" : std::strerror(error)),
      error);
}

void wait_untold(int max_ms) {
  std::this_thread::sleep_for(std::min<std::chrono::microseconds>(
      std::chrono::microseconds(100), std::chrono::milliseconds(max_ms)));
}

class Pops : public MessageDrain {
 public:
  explicit Pops(const Map& map) : map_(map), message_(map.value_bytes) {}

  Result<std::size_t> drain(const EachMessage& each) override {
    std::size_t count = 0;
    while (count < kMaxAtOnce &&
           bpf_map_lookup_and_delete_elem(map_.fd, nullptr, message_.data()) == 0) {
      ++count;
      each(message_);
    }
    if (count < kMaxAtOnce && errno != ENOENT) return drain_refusal(map_, "pops", errno);
    return count;
  }

  void wait(int max_ms) override { wait_untold(max_ms); }

 private:
  Map map_;
  Bytes message_;
};

class Batches : public MessageDrain {
 public:
  explicit Batches(const Map& map) : map_(map), messages_(map.value_bytes * kBatch) {}

  Result<std::size_t> drain(const EachMessage& each) override {
    std::uint64_t at = 0;
    std::uint32_t count = kBatch;
    const int failed = bpf_map_lookup_and_delete_batch(map_.fd, nullptr, &at, nullptr,
                                                       messages_.data(), &count, nullptr);
    if (failed != 0 && errno != ENOENT) return drain_refusal(map_, "batches", errno);
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto start = messages_.begin() + static_cast<std::ptrdiff_t>(i * map_.value_bytes);
      each(Bytes(start, start + static_cast<std::ptrdiff_t>(map_.value_bytes)));
    }
    return count;
  }

  void wait(int max_ms) override { wait_untold(max_ms); }

 private:
  Map map_;
  Bytes messages_;
};

class Ring : public MessageDrain {
 public:
  explicit Ring(bool woken) : woken_(woken) {}

  Result<void> open(const Map& map) {
    ring_.reset(ring_buffer__new(
        map.fd,
        [](void* context, void* data, std::size_t size) {
          static_cast<Ring*>(context)->hand_over(data, size);
          return 0;
        },
        this, nullptr));
    if (!ring_) return drain_refusal(map, "memory", errno);
    return {};
  }

  Result<std::size_t> drain(const EachMessage& each) override {
    each_ = &each;
    const int count = ring_buffer__consume(ring_.get());
    each_ = nullptr;
    if (count < 0) return cannot_measure("cannot read the ring buffer", -count);
    return static_cast<std::size_t>(count);
  }

  // Not ring_buffer__poll(), which would consume as well.
  void wait(int max_ms) override {
    if (!woken_) return wait_untold(max_ms);
    epoll_event event{};
    ::epoll_wait(ring_buffer__epoll_fd(ring_.get()), &event, 1, max_ms);
  }

 private:
  struct Free {
    void operator()(ring_buffer* ring) const { ring_buffer__free(ring); }
  };

  void hand_over(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    message_.assign(bytes, bytes + size);
    (*each_)(message_);
  }

  bool woken_;
  std::unique_ptr<ring_buffer, Free> ring_;
  const EachMessage* each_ = nullptr;
  Bytes message_;
};

}  // namespace

DrainWay usual_way(const Map& map) {
  return map.is_ringbuf() ? DrainWay::woken : DrainWay::pops;
}

Result<std::unique_ptr<MessageDrain>> open_drain(const Map& map, DrainWay way) {
  const bool of_ring = way == DrainWay::woken || way == DrainWay::polls;
  if (of_ring != map.is_ringbuf()) {
    return cannot_measure(fmt::format("messages of {} map '{}' are taken by {}", map.type_name,
                                      map.name,
                                      map.is_ringbuf() ? "woken or polls" : "pops or batches"));
  }
  if (of_ring) {
    auto ring = std::make_unique<Ring>(way == DrainWay::woken);
    BPFMARK_TRY(ring->open(map));
    return std::unique_ptr<MessageDrain>(std::move(ring));
  }
  if (way == DrainWay::pops) return std::unique_ptr<MessageDrain>(std::make_unique<Pops>(map));
  auto batches = std::make_unique<Batches>(map);
  const auto tried = batches->drain([](const Bytes&) {});
  if (!tried) return Failure(tried.error());
  return std::unique_ptr<MessageDrain>(std::move(batches));
}

}  // namespace bpfmark
