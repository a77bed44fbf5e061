// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The result of a run as plain data: what the result file (results/schema.json, schema_version 1)
// holds, field for field. Unknown is nullopt, which the file writes as null; never NaN, never 0.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/result/words.h"

namespace bpfmark {

inline constexpr int kReportSchemaVersion = 1;

struct Metric {
  std::optional<double> value;
  std::string unit;    // "ns", "cycles", "instructions", "bytes", "calls"
  bool exact = false;  // the same in every run: no interval
  std::optional<double> ci_low;
  std::optional<double> ci_high;
  std::optional<double> confidence;  // 0..1, with ci_low and ci_high
  // What the interval is taken over: a value for each placement, or, where the run came back to the
  // packet at least four times, the mean over the placements of each visit.
  std::vector<double> placements;
  // How many there were where a history file left them out (history_form.h); else 0.
  std::uint64_t omitted_placements = 0;
  std::optional<std::uint64_t> rounds;
};

struct ProgramIdentity {
  std::string object;  // as it was named
  std::string name;
  std::string sha256;  // of the object file
  std::string tag;     // the kernel's, of the instructions before relocation
  std::string type;    // "xdp"
};

// What a packet calls for on one map, on average.
struct MapOperation {
  std::string helper;    // "map_lookup_elem"
  std::string map;       // empty: which one it is depends on the way to the call
  std::string map_type;  // "lru_hash"; empty with `map`, as are the three below
  std::optional<std::uint64_t> key_bytes;
  std::optional<std::uint64_t> value_bytes;
  std::optional<std::uint64_t> max_entries;
  double calls_per_packet = 0;  // above 0
};

struct Benchmark {
  std::string name;  // "fizzbuzz/v3/fibonacci-small"
  BenchmarkKind kind = BenchmarkKind::program;
  std::string suite;
  std::string version;
  std::string packet;
  std::optional<Drive> drive;
  // What happened to the packets: the share of each verdict, "PASS" or "9"; empty: not known.
  std::map<std::string, double> verdicts;
  // Runs of the program a trigger. Older files do not say: then it was 1, by tail call or held.
  std::optional<std::uint64_t> slots;
  std::optional<std::string> driver;  // "inner loop", "tail call", "held", "unheld"
  std::optional<ProgramIdentity> program;
  std::map<std::string, Metric> metrics;  // by the names of metrics.h, and those of newer files
  // The most called first; none where calls were not counted.
  std::optional<std::vector<MapOperation>> map_operations;
  std::optional<StopReason> stopped;
  std::vector<std::string> warnings;  // such as state that drifted
  std::vector<std::string> notes;     // not wrong, but good to know
};

// The difference of one metric between two versions: paired within the rounds of one run, or of two
// result files.
struct Comparison {
  std::string name;  // the benchmark's, of the new version
  std::string metric;
  std::string unit;         // the metric's
  bool exact = false;       // the same in every run: no interval
  std::string base;         // version names, or what the command line called the two
  std::string new_version;  // "new" in the file
  std::map<std::string, double> base_verdicts;  // as Benchmark's, of the packets of the row
  std::map<std::string, double> new_verdicts;
  std::optional<double> base_value;
  std::optional<double> new_value;
  std::optional<double> ratio;       // new / base; null where base is not clearly above zero
  std::optional<double> difference;  // new - base, in `unit`
  std::optional<double> ci_low;      // of the difference
  std::optional<double> ci_high;
  std::optional<double> p_value;    // corrected for the family of rows
  std::optional<double> threshold;  // of `difference`, below which it does not matter
  bool counts = true;               // for the verdict of the whole; else shown only
  Verdict verdict = Verdict::inconclusive;
  std::string note;  // why, where that needs saying; may be empty
};

// From one map to the next in the often quoted order of maps (map_steps.h); times in ns.
struct MapStep {
  std::string from;  // benchmarks' names
  std::string to;
  double difference_ns = 0;  // to - from, at the mean speed of the machine in both rows
  double ci_low_ns = 0;      // of the difference, 99 %
  double ci_high_ns = 0;
  double p_value = 1;       // corrected for all steps
  double threshold_ns = 0;  // below which a difference does not matter
  StepVerdict verdict = StepVerdict::not_resolved;
};

struct Git {
  std::string commit;
  std::string branch;
  bool dirty = false;
  // Of the commit, for those who read the result elsewhere. Older files do not hold them.
  std::optional<std::string> repository;    // "https://host/owner/name", without credentials
  std::optional<std::string> subject;       // the message's first line
  std::optional<std::string> author;        // the name alone
  std::optional<std::string> committed_at;  // RFC 3339
};

struct Run {
  std::string id;
  std::string started_at;  // RFC 3339, UTC
  double duration_s = 0;
  std::optional<double> timed_share;  // of duration_s, inside the measured calls; 0..1
  std::uint64_t seed = 0;
  std::string suite;
  std::optional<Git> git;
};

struct Environment {
  std::string kernel;  // release
  std::string arch;
  std::optional<std::string> cpu_model;
  int cpus = 0;                           // online
  std::optional<std::string> hypervisor;  // null: none was seen
  std::optional<bool> jit;
  std::optional<std::string> mitigations;
  std::optional<std::string> governor;
  std::string libbpf;
  std::optional<std::string> clang;       // that compiled the objects, from their .comment
  std::optional<double> contended_share;  // of the rounds, 0..1
  std::optional<double> canary_quiet_ns;
  std::optional<double> canary_contended_ns;
  std::optional<double> core_ghz;  // the core's clock over the run, measured
  std::string fingerprint;         // the same for the same machine type and kernel
};

struct Report {
  std::string tool_version;
  Run run;
  Environment environment;
  std::vector<Benchmark> benchmarks;
  std::vector<Comparison> comparisons;
  std::vector<MapStep> map_steps;  // of a result on map operations
};

// Null where the benchmark does not have it.
const Metric* find_metric(const Benchmark& benchmark, const std::string& name);
// Null, too, where its value is not known.
const Metric* find_known_metric(const Benchmark& benchmark, const std::string& name);

}  // namespace bpfmark
