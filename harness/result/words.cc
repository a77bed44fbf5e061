// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/words.h"

namespace bpfmark {
namespace {

template <typename T, std::size_t N>
std::string text_of(T value, const std::array<Word<T>, N>& words) {
  for (const Word<T>& word : words) {
    if (word.value == value) return std::string(word.text);
  }
  return {};  // no value is without its word: words_test
}

}  // namespace

std::string verdict_text(Verdict verdict) {
  return text_of(verdict, kVerdictWords);
}

std::string verdict_text(StepVerdict verdict) {
  return text_of(verdict, kStepWords);
}

std::string kind_name(BenchmarkKind kind) {
  return text_of(kind, kKindWords);
}

std::string drive_name(Drive drive) {
  return text_of(drive, kDriveWords);
}

std::string stop_name(StopReason reason) {
  return text_of(reason, kStopWords);
}

}  // namespace bpfmark
