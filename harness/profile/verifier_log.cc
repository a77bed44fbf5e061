// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/verifier_log.h"

#include <charconv>
#include <sstream>
#include <string_view>
#include <vector>

namespace bpfmark {
namespace {

constexpr std::size_t kShownLines = 12;

bool is_statistics(std::string_view line) {
  for (const std::string_view start : {"processed ", "verification time", "stack depth"}) {
    if (line.substr(0, start.size()) == start) return true;
  }
  return false;
}

}  // namespace

std::string telling_end(const std::string& log) {
  std::vector<std::string> lines;
  std::istringstream in(log);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && !is_statistics(line)) lines.push_back(line);
  }
  std::string out;
  const std::size_t first = lines.size() > kShownLines ? lines.size() - kShownLines : 0;
  for (std::size_t i = first; i < lines.size(); ++i) out += lines[i] + "\n";
  return out;
}

std::optional<std::uint32_t> stack_bytes_of(const std::string& statistics) {
  constexpr std::string_view kLabel = "stack depth ";
  const std::size_t at = statistics.rfind(kLabel);
  if (at == std::string::npos) return std::nullopt;
  const char* place = statistics.data() + at + kLabel.size();
  const char* end = statistics.data() + statistics.size();
  std::uint32_t sum = 0;
  for (;;) {
    std::uint32_t depth = 0;
    const auto parsed = std::from_chars(place, end, depth);
    if (parsed.ec != std::errc()) return std::nullopt;
    sum += depth;
    if (parsed.ptr == end || *parsed.ptr != '+') return sum;
    place = parsed.ptr + 1;
  }
}

}  // namespace bpfmark
