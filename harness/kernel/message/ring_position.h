// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Empties a RINGBUF map at once: its consumer position is moved up to its producer position, both
// of which the map lends to user space.
#pragma once

#include <cstddef>

#include "harness/base/error.h"
#include "harness/kernel/program/map.h"

namespace bpfmark {

class RingPosition {
 public:
  static Result<RingPosition> map(const Map& ring);
  RingPosition(RingPosition&& other) noexcept;
  RingPosition& operator=(RingPosition&&) = delete;
  ~RingPosition();

  // The bytes, record headers and discarded records included, that wait to be consumed.
  std::size_t waiting() const;

  // Returns the bytes that were waiting.
  std::size_t skip_all();

 private:
  RingPosition(void* consumer, void* producer) : consumer_(consumer), producer_(producer) {}

  void* consumer_;  // a page each
  void* producer_;
};

}  // namespace bpfmark
