// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The parts that the two forms of a result file (report_json.h, history_form.h) have in common, to
// and from JSON.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/json/json_reader.h"
#include "harness/json/json_values.h"
#include "harness/result/report.h"
#include "harness/result/words.h"

namespace bpfmark {

OrderedJson tool_json(const Report& report);
OrderedJson run_json(const Run& run);
OrderedJson environment_json(const Environment& environment);
OrderedJson program_json(const std::optional<ProgramIdentity>& program);
OrderedJson drive_json(const std::optional<Drive>& drive);
OrderedJson stop_json(const std::optional<StopReason>& reason);
// Adds how the program was reached, where that is known.
void add_reach(OrderedJson& row, const Benchmark& benchmark);

Run read_run(const ReportObject& object);
Environment read_environment(const ReportObject& object);
ProgramIdentity read_program(const ReportObject& object);

// One of `words`; complains of any other, and then returns the first.
template <typename T, std::size_t N>
T read_word(const ReportObject& object, const char* key, const std::array<Word<T>, N>& words) {
  std::vector<std::string_view> texts;
  for (const Word<T>& word : words) texts.push_back(word.text);
  const std::string text = object.one_of(key, texts);
  for (const Word<T>& word : words) {
    if (word.text == text) return word.value;
  }
  return words.front().value;
}

// The same, or null.
template <typename T, std::size_t N>
std::optional<T> read_word_or_null(const ReportObject& object, const char* key,
                                   const std::array<Word<T>, N>& words) {
  if (!object.text_or_null(key)) return std::nullopt;
  return read_word(object, key, words);
}

// All but program, metrics, stopped and warnings.
Benchmark read_benchmark_head(const ReportObject& object);

// Null where nothing is known; when read, so is a key that is not there. Complains of shares that
// do not make up the whole.
OrderedJson verdicts_json(const std::map<std::string, double>& verdicts);
std::map<std::string, double> read_verdicts(const ReportObject& object, const char* key);

// Complains of what is outside of 0..1.
std::optional<double> share_or_null(const ReportObject& object, const char* key);

// Complains of half an interval, and of one that does not hold the value under `key`.
void check_interval(const ReportObject& object, const char* key, const std::optional<double>& value,
                    const std::optional<double>& low, const std::optional<double>& high);

// The same for a metric, and of a cost that is negative and cannot be.
void check_metric(const std::string& name, const ReportObject& object, const Metric& metric);

// Complains of a time that is in another unit than its name says, or exact.
void check_kind(const std::string& name, const ReportObject& object, const std::string& unit,
                bool exact);

}  // namespace bpfmark
