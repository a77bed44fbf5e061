// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Sends UDP frames whose source addresses follow each other in a circle, out of one end of a veth
// pair.
#pragma once

#include <cstdint>
#include <filesystem>

#include "harness/base/error.h"
#include "harness/kernel/drive/dispatcher_hold.h"
#include "harness/kernel/live/veth_pair.h"
#include "harness/kernel/program/object.h"
#include "harness/packet/fields.h"

namespace bpfmark {

// Source addresses first .. first + span - 1, host byte order.
struct SourceCircle {
  std::uint32_t first = 0;
  std::uint32_t span = 1;
};

class LiveSender {
 public:
  // `object` is send.bpf.o. Cannot measure: the kernel has no live frames (5.18).
  static Result<LiveSender> load(const std::filesystem::path& path, const VethPair& pair);

  // `count` frames from BPF, from address `circle.first` on. Returns the time of the call, ns.
  Result<double> send_from_bpf(const SourceCircle& circle, std::uint32_t count);

  // The same through a plain AF_PACKET socket.
  Result<double> send_from_socket(const SourceCircle& circle, std::uint32_t count) const;

  // Of both, by the pair, so far.
  Result<std::uint64_t> dropped_frames() const { return pair_->dropped_frames(); }

 private:
  LiveSender(Object object, DispatcherHold hold, const VethPair& pair, Bytes frame)
      : object_(std::move(object)),
        hold_(std::move(hold)),
        pair_(&pair),
        frame_(std::move(frame)) {}
  Result<double> run_live(std::uint32_t count);

  Object object_;
  DispatcherHold hold_;  // or each call waits some 16 ms
  const VethPair* pair_;
  Bytes frame_;
};

}  // namespace bpfmark
