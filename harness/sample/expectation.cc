// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/expectation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/suite/verdict.h"

namespace bpfmark {
namespace {

std::vector<std::string> all_texts(const Observation& seen) {
  std::vector<std::string> texts;
  for (const auto& [map, left] : seen.left) {
    texts.insert(texts.end(), left.texts.begin(), left.texts.end());
  }
  return texts;
}

std::string list_of(const std::vector<std::string>& texts) {
  return texts.empty() ? "no message" : fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace

std::string unmet_expectation(const Expectation& expected, const std::string& version,
                              const ArmBehaviour& seen) {
  auto messages = expected.messages.find(version);
  if (messages == expected.messages.end()) messages = expected.messages.find("*");
  for (std::size_t i = 0; i < seen.frames.size(); ++i) {
    const Observation& frame = seen.frames[i];
    const std::string where = seen.frames.size() > 1 ? fmt::format("frame {}: ", i + 1) : "";
    if (expected.verdict && *expected.verdict != frame.verdict) {
      return fmt::format("{}returned {}, expected {}", where, verdict_name(frame.verdict),
                         verdict_name(*expected.verdict));
    }
    if (messages != expected.messages.end() && messages->second != all_texts(frame)) {
      return fmt::format("{}left {}, expected {}", where, list_of(all_texts(frame)),
                         list_of(messages->second));
    }
  }
  return {};
}

}  // namespace bpfmark
