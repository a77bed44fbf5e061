// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two private network namespaces with a cable between them, a veth pair. Nobody else sees them, and
// the kernel takes all of it down with the last descriptor: nothing is left, however the process
// ends.
#pragma once

#include <cstdint>
#include <functional>

#include "harness/base/error.h"
#include "harness/base/unique_fd.h"
#include "harness/kernel/live/interface.h"

namespace bpfmark {

class VethPair {
 public:
  // Both ends up; the receiving one with GRO, without which a veth takes no frames from BPF in skb
  // mode. No stack sends packets of its own into it: IPv6 is off where the kernel lets it be set.
  // Cannot measure: namespaces or veth devices are refused here.
  static Result<VethPair> make();

  // Runs `work` in a thread of its own, in the namespace of that end.
  Result<void> in_sender(const std::function<Result<void>()>& work) const;
  Result<void> in_receiver(const std::function<Result<void>()>& work) const;

  const Interface& sender() const { return sender_; }
  const Interface& receiver() const { return receiver_; }

  // Frames that the sending end was given and did not hand on since the pair was made, by its
  // tx_dropped: the receiving end's ring, of 256 frames, was full.
  Result<std::uint64_t> dropped_frames() const;

  // Takes the pair away. Cannot measure: the kernel refuses.
  Result<void> remove() const;

 private:
  UniqueFd sender_network_;
  UniqueFd receiver_network_;
  Interface sender_;
  Interface receiver_;
};

}  // namespace bpfmark
