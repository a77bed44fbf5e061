// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What makes a clean number the number of something else than was meant, each kind with what is
// known of it. The text, and the cure in it, stand in warning.cc alone. Plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace bpfmark {

// Of packets, 0..1, in all kinds.
struct AbortedPackets {
  double share = 0;
};
struct NoVerdict {
  std::string word;  // the number that was returned
  double share = 0;
};
struct RedirectWithoutTarget {
  std::string place;  // of source
  std::string map;    // empty: by interface
  std::optional<std::uint64_t> key;
};
struct RedirectNotAsked {};  // the verdict, without a call that says where to
struct EmptyTailCall {
  std::string place;
  std::string map;
  std::optional<std::uint64_t> index;
  double share = 0;
};
struct FailingHelper {
  std::string helper;  // "fib_lookup"
  std::string map;
  std::string place;
};
struct PrintsTrace {
  std::string place;
  double calls_per_packet = 0;
};
struct NotCounted {
  std::string why;
};
struct CountNotExact {
  std::string why;
};
struct NeverQuiet {};  // the core, for long enough
using Warning =
    std::variant<AbortedPackets, NoVerdict, RedirectWithoutTarget, RedirectNotAsked, EmptyTailCall,
                 FailingHelper, PrintsTrace, NotCounted, CountNotExact, NeverQuiet>;

// A line, without the name of what it holds for.
std::string text_of(const Warning& warning);

// Not wrong, but good to know.
struct FewLinesReached {
  std::size_t executed = 0;
  std::size_t lines = 0;
  std::string place;  // of the condition behind which most of the others lie; may be empty
};
struct UnsetConstants {
  std::vector<std::string> names;
};
using Note = std::variant<FewLinesReached, UnsetConstants>;

std::string text_of(const Note& note);

}  // namespace bpfmark
