// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/message/ring_position.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace bpfmark {
namespace {

std::size_t page_bytes() {
  return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::atomic_ref<unsigned long> position(void* page) {
  return std::atomic_ref<unsigned long>(*static_cast<unsigned long*>(page));
}

}  // namespace

Result<RingPosition> RingPosition::map(const Map& ring) {
  const std::size_t page = page_bytes();
  void* consumer = ::mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_SHARED, ring.fd, 0);
  void* producer = ::mmap(nullptr, page, PROT_READ, MAP_SHARED, ring.fd, static_cast<off_t>(page));
  if (consumer == MAP_FAILED || producer == MAP_FAILED) {
    return cannot_measure(fmt::format("cannot map ring buffer '{}'", ring.name), errno);
  }
  return RingPosition(consumer, producer);
}

RingPosition::RingPosition(RingPosition&& other) noexcept
    : consumer_(std::exchange(other.consumer_, nullptr)),
      producer_(std::exchange(other.producer_, nullptr)) {}

RingPosition::~RingPosition() {
  if (consumer_ != nullptr) ::munmap(consumer_, page_bytes());
  if (producer_ != nullptr) ::munmap(producer_, page_bytes());
}

std::size_t RingPosition::waiting() const {
  return position(producer_).load(std::memory_order_acquire) -
         position(consumer_).load(std::memory_order_acquire);
}

std::size_t RingPosition::skip_all() {
  const unsigned long end = position(producer_).load(std::memory_order_acquire);
  const unsigned long start = position(consumer_).exchange(end);
  return end - start;
}

}  // namespace bpfmark
