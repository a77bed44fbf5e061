// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Many runs by what they have in common: a series is one metric of one benchmark on one kind of
// machine (fingerprint), over the runs in the order of their start. Columns and not reports, since
// 10,000 runs of 60 rows with six metrics are 3.6 million points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "harness/result/report.h"

namespace bpfmark {

struct HistoryRun {
  Run run;
  std::string tool_version;
  double time_s = 0;                // since 1970
  std::size_t environment = 0;      // in History::environments
  std::optional<double> canary_ns;  // the quiet one
  // The machine was another all the time: its canary is not that of most runs on such a machine
  // (same_canary_level). Times are not comparable then; a series leaves the run out.
  bool other_regime = false;
};

struct HistoryPoint {
  std::uint32_t run = 0;  // in History::runs
  float low = 0;          // the interval; both are `value` where there is none
  float high = 0;
  double value = 0;
  std::uint32_t slots = 1;  // runs of the program a trigger: with others, costs are others
};

struct Series {
  std::string fingerprint;
  std::string suite;
  std::string name;  // the benchmark's
  BenchmarkKind kind = BenchmarkKind::program;
  std::string version;
  std::string packet;
  std::string metric;
  std::string unit;
  bool exact = false;
  std::vector<HistoryPoint> points;  // by run; those whose value is known
};

struct History {
  std::vector<Environment> environments;  // distinct, without the shares and canaries of one run
  std::vector<HistoryRun> runs;           // by time, then id
  std::vector<Series> series;             // in the order in which the runs brought them
  std::vector<Report> latest;             // the last run of each suite on each fingerprint, whole
  std::size_t repeated = 0;               // runs that were given twice, and count once
};

class HistoryBuilder {
 public:
  void add(Report&& report);
  History finish() &&;

 private:
  using SeriesKey = std::tuple<std::string, std::string, std::string, std::string>;

  std::size_t environment_index(const Environment& environment);
  void add_point(const Report& report, const Benchmark& benchmark, const std::string& metric,
                 std::uint32_t run);
  void keep_latest(Report&& report);

  History history_;
  std::map<SeriesKey, std::size_t> series_;                         // in history_.series
  std::map<std::pair<std::string, std::string>, std::size_t> ids_;  // fingerprint and run id
};

}  // namespace bpfmark
