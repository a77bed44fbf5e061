// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where the frames and the messages of one sending of the self-test are. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/error.h"

namespace bpfmark {

struct LiveAccount {
  std::uint64_t sent = 0;      // frames that the sender gave to its interface
  std::uint64_t packets = 0;   // for which the program ran, as counted in it
  std::uint64_t dropped = 0;   // frames that the pair dropped on the way, as it says
  std::uint64_t said = 0;      // messages that the program put into its map, as counted in it,
  std::uint64_t received = 0;  // of which so many came out of it
  std::uint64_t lost = 0;      // and so many found no room
};

// Whether nothing is on its way any more.
inline bool all_frames_settled(const LiveAccount& account) {
  return account.packets + account.dropped >= account.sent;
}
inline bool all_messages_settled(const LiveAccount& account) {
  return account.received + account.lost >= account.said;
}

// Frames sent are packets seen or frames dropped; messages said are received or lost; said is what
// `expected`, of the frames sent, must be said, but for frames that were dropped. Cannot measure:
// it is not so; the message begins with `who` and has all figures of what does not add up.
Result<void> check_account(const std::string& who, const LiveAccount& account,
                           std::uint64_t expected);

}  // namespace bpfmark
