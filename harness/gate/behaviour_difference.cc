// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour_difference.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "harness/suite/verdict.h"

namespace bpfmark {
namespace {

constexpr std::size_t kShownBytes = 16;

std::string hexadecimal(const Bytes& bytes) {
  std::string text;
  for (std::size_t i = 0; i < std::min(bytes.size(), kShownBytes); ++i) {
    text += fmt::format("{:02x}", bytes[i]);
  }
  return bytes.size() > kShownBytes ? text + "..." : text;
}

std::string messages_of(const Left& left) {
  return left.texts.empty() ? "nothing" : fmt::format("{}", fmt::join(left.texts, ", "));
}

// What differs between two observations in one respect; empty: nothing.
using Respect = std::function<std::string(const Observation&, const Observation&)>;

std::string verdict_change(const Observation& a, const Observation& b) {
  if (a.verdict == b.verdict) return {};
  return fmt::format("verdict {} became {}", verdict_name(a.verdict), verdict_name(b.verdict));
}

std::string output_change(const Observation& a, const Observation& b) {
  if (a.output == b.output) return {};
  if (a.output.size() != b.output.size()) {
    return fmt::format("the output packet's length went from {} to {} bytes", a.output.size(),
                       b.output.size());
  }
  const auto differs = std::mismatch(a.output.begin(), a.output.end(), b.output.begin());
  return fmt::format("the output packet differs from byte {} on",
                     std::distance(a.output.begin(), differs.first));
}

std::string message_change(const Observation& a, const Observation& b) {
  for (const auto& [map, left] : a.left) {
    const auto other = b.left.find(map);
    const Left none;
    const Left& now = other == b.left.end() ? none : other->second;
    if (left.texts == now.texts) continue;
    return fmt::format("messages in '{}': {} became {}", map, messages_of(left), messages_of(now));
  }
  for (const auto& [map, left] : b.left) {
    if (a.left.contains(map) || left.texts.empty()) continue;
    return fmt::format("messages in '{}': nothing became {}", map, messages_of(left));
  }
  return {};
}

std::optional<BehaviourDifference> first_change(const std::string& name,
                                                const std::vector<Bytes>& inputs, const Seen& base,
                                                const Seen& base_again, const Seen& new_version,
                                                const Respect& change) {
  std::optional<BehaviourDifference> found;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::string text = change(base.frames[i], new_version.frames[i]);
    if (text.empty() || !change(base.frames[i], base_again.frames[i]).empty()) continue;
    if (!found) found = BehaviourDifference{name, text, 0, i, inputs[i]};
    ++found->frames;
  }
  return found;
}

std::string contents_change(const MapContents& base, const MapContents& new_version) {
  for (const auto& [key, value] : base) {
    const auto other = new_version.find(key);
    if (other == new_version.end()) return fmt::format("key {} is gone", hexadecimal(key));
    if (other->second != value) {
      return fmt::format("key {}: {} became {}", hexadecimal(key), hexadecimal(value),
                         hexadecimal(other->second));
    }
  }
  for (const auto& [key, value] : new_version) {
    if (!base.contains(key)) {
      return fmt::format("key {} is new, with {}", hexadecimal(key), hexadecimal(value));
    }
  }
  return {};
}

}  // namespace

Result<Seen> observe_arm(Runner& runner, std::size_t arm) {
  Seen seen;
  for (std::size_t frame = 0; frame < runner.frames(); ++frame) {
    BPFMARK_ASSIGN(one, runner.observe(arm, frame));
    seen.frames.push_back(std::move(one));
  }
  BPFMARK_ASSIGN(maps, runner.map_contents(arm));
  seen.maps = std::move(maps);
  return seen;
}

std::vector<BehaviourDifference> behaviour_differences(const std::string& name,
                                                       const std::vector<Bytes>& inputs,
                                                       const Seen& base, const Seen& base_again,
                                                       const Seen& new_version) {
  std::vector<BehaviourDifference> all;
  for (const Respect& respect :
       {Respect(verdict_change), Respect(output_change), Respect(message_change)}) {
    if (auto found = first_change(name, inputs, base, base_again, new_version, respect)) {
      all.push_back(std::move(*found));
    }
  }
  for (const auto& [map, contents] : base.maps) {
    // A map of one side alone is how a program is made, not what it does.
    const auto other = new_version.maps.find(map);
    if (other == new_version.maps.end()) continue;
    // It may be missing there too: a map that grew too large is not read.
    const auto again = base_again.maps.find(map);
    if (again == base_again.maps.end() || again->second != contents) continue;
    const std::string text = contents_change(contents, other->second);
    if (!text.empty()) {
      all.push_back(
          {name, fmt::format("contents of map '{}': {}", map, text), 0, 0, inputs.front()});
    }
  }
  return all;
}

}  // namespace bpfmark
