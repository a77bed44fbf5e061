// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a result file says by one of a few words: enums inside, text in files and on terminals
// alone. Pure.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "harness/sample/samples.h"

namespace bpfmark {

enum class Verdict { improved, unchanged, regressed, inconclusive };
enum class BenchmarkKind { program, map_op };
// Of a step from a map to one that is said to be slower: it is, by more than matters; it is faster
// by as much; neither by as much; or that cannot be told.
enum class StepVerdict { real, real_other_way, tie, not_resolved };

// In the order in which one stands for many, and in which a summary counts them: the worst first.
inline constexpr std::array kVerdictsByWeight = {Verdict::regressed, Verdict::inconclusive,
                                                 Verdict::improved, Verdict::unchanged};

template <typename T>
struct Word {
  T value;
  std::string_view text;
};
template <typename T>
Word(T, const char*) -> Word<T>;  // clang deduces none for aggregates before version 17

// In the order in which messages list them.
inline constexpr std::array kVerdictWords = {
    Word{Verdict::improved, "improved"}, Word{Verdict::unchanged, "unchanged"},
    Word{Verdict::regressed, "regressed"}, Word{Verdict::inconclusive, "inconclusive"}};
inline constexpr std::array kKindWords = {Word{BenchmarkKind::program, "program"},
                                          Word{BenchmarkKind::map_op, "map_op"}};
inline constexpr std::array kDriveWords = {
    Word{Drive::repeat, "repeat"}, Word{Drive::restore, "restore"}, Word{Drive::single, "single"}};
inline constexpr std::array kStopWords = {Word{StopReason::precise, "precise"},
                                          Word{StopReason::budget_spent, "budget spent"},
                                          Word{StopReason::interrupted, "interrupted"}};
inline constexpr std::array kStepWords = {
    Word{StepVerdict::real, "real step"},
    Word{StepVerdict::real_other_way, "real step, the other way"}, Word{StepVerdict::tie, "tie"},
    Word{StepVerdict::not_resolved, "not resolved"}};

std::string verdict_text(Verdict verdict);
std::string verdict_text(StepVerdict verdict);
std::string kind_name(BenchmarkKind kind);
std::string drive_name(Drive drive);
std::string stop_name(StopReason reason);

}  // namespace bpfmark
