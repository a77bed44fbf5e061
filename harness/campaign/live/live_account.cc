// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/live/live_account.h"

#include <fmt/format.h>

namespace bpfmark {

Result<void> check_account(const std::string& who, const LiveAccount& account,
                           std::uint64_t expected) {
  if (account.packets + account.dropped != account.sent) {
    return cannot_measure(
        fmt::format("{}: {} frames were sent, but {} packets seen by the program and {} frames "
                    "dropped by the pair",
                    who, account.sent, account.packets, account.dropped));
  }
  if (account.received + account.lost != account.said) {
    return cannot_measure(fmt::format("{}: {} messages were said, but {} arrived and {} were lost",
                                      who, account.said, account.received, account.lost));
  }
  if (account.said > expected || account.said + account.dropped < expected) {
    return cannot_measure(
        fmt::format("{}: {} messages were said, but {} should be, of {} frames of which {} were "
                    "dropped",
                    who, account.said, expected, account.sent, account.dropped));
  }
  return {};
}

}  // namespace bpfmark
