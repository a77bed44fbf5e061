// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs `compare` and `gate`: the same work; `gate` also says it by exit code, and to GitHub.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "harness/base/file.h"
#include "harness/base/standard_streams.h"
#include "harness/campaign/measured_program.h"
#include "harness/campaign/objects/object_comparison.h"
#include "harness/campaign/suite_argument.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/option_checks.h"
#include "harness/cli/arguments/printed_format.h"
#include "harness/cli/arguments/result_arguments.h"
#include "harness/cli/arguments/terminal.h"
#include "harness/cli/verbs.h"
#include "harness/gate/stored/stored.h"
#include "harness/listing/line_changes.h"
#include "harness/result/report_json.h"
#include "harness/show/change/changes_table.h"
#include "harness/show/change/gate_table.h"
#include "harness/suite/file/suite_file.h"

namespace bpfmark {
namespace {

struct CompareArguments {
  bool is_gate = false;
  std::string base;
  std::string new_version;
  std::vector<std::string> packets;
  std::string suite;
  std::string policy;
  std::string output;
  std::string format;  // as given; then what is printed
  double budget_s = 0;
  std::optional<int> cpu;
  std::uint64_t seed = 1;
  bool same_behaviour = false;
  bool force = false;
  bool always_time = false;
  bool quiet = false;
  bool lines = false;
  bool skip_bad = false;
};

bool is_history(const std::string& text) {
  std::error_code ignored;
  return std::filesystem::is_directory(text, ignored);
}

bool is_result(const std::string& text) {
  return text.ends_with(".json") || is_history(text);
}

Result<Policy> policy_from(const CompareArguments& arguments, const Policy& defaults) {
  if (arguments.policy.empty()) return defaults;
  return read_policy(arguments.policy, defaults);
}

// The packets to compare on: a suite's, or those named, or the default packet.
Result<Suite> workload_from(const CompareArguments& arguments, const Installation& installation) {
  if (arguments.suite.empty()) {
    return suite_of_objects({parse_program_ref(arguments.base)}, arguments.packets);
  }
  return suite_from_arguments({arguments.suite}, arguments.packets, installation);
}

Result<ComparisonOutcome> compare_stored_files(const CompareArguments& arguments,
                                               const Policy& policy) {
  BPFMARK_ASSIGN(new_version, is_history(arguments.new_version)
                                  ? read_latest(arguments.new_version, nullptr)
                                  : read_report(arguments.new_version));
  BPFMARK_ASSIGN(base, is_history(arguments.base) ? read_latest(arguments.base, &new_version)
                                                  : read_report(arguments.base));
  auto report = compare_stored(base, new_version, policy, arguments.force);
  if (!report) {
    report.error().message =
        fmt::format("{} and {}: {}", arguments.base, arguments.new_version, report.error().message);
    return Failure(report.error());
  }
  return ComparisonOutcome{std::move(*report), {}, std::nullopt};
}

Result<ComparisonOutcome> measure_objects(const CompareArguments& arguments, const Policy& policy) {
  StopSignals signals;
  BPFMARK_ASSIGN(installation, find_installation());
  BPFMARK_ASSIGN(workload, workload_from(arguments, installation));
  BPFMARK_ASSIGN(pairs, pair_programs(parse_program_ref(arguments.base),
                                      parse_program_ref(arguments.new_version)));
  BPFMARK_ASSIGN(bench, kernel_bench(workload, arguments.cpu, installation, signals));
  ComparisonOptions options;
  if (arguments.budget_s > 0) options.budget_s = arguments.budget_s;
  options.seed = arguments.seed;
  options.quiet = arguments.quiet;
  options.always_time = arguments.always_time;
  return compare_objects(pairs, workload, policy, options, bench);
}

Result<ComparisonOutcome> compare_either(const CompareArguments& arguments) {
  const bool stored = is_result(arguments.base);
  BPFMARK_ASSIGN(policy, policy_from(arguments, stored ? Policy::of_two_runs() : Policy()));
  if (!arguments.output.empty()) BPFMARK_TRY(check_writable(arguments.output));
  if (stored != is_result(arguments.new_version)) {
    return bad_input(fmt::format(
        "{} and {}: compare two objects, or two results (.json, or a directory of them)",
        arguments.base, arguments.new_version));
  }
  return stored ? compare_stored_files(arguments, policy) : measure_objects(arguments, policy);
}

std::string formatted(const GateReport& report, const std::string& format) {
  if (format == "json") return gate_to_json(report);
  if (format == "markdown") return gate_to_markdown(report);
  return gate_to_table(report, style_of_stdout());
}

// Where a job of GitHub Actions is gated: annotations, which the runner reads from either stream,
// and the job's summary.
void tell_github(const GateReport& report) {
  const char* actions = std::getenv("GITHUB_ACTIONS");
  if (actions == nullptr || std::string(actions) != "true") return;
  print_stderr(gate_annotations(report));
  if (const char* summary = std::getenv("GITHUB_STEP_SUMMARY")) {
    std::ofstream(summary, std::ios::app) << "### bpfmark\n\n" << gate_to_markdown(report) << '\n';
  }
}

int exit_code_of(const GateReport& report) {
  switch (overall_verdict(report)) {
    case Verdict::regressed:
      return kExitRegression;
    case Verdict::inconclusive:
      return kExitInconclusive;
    case Verdict::improved:
    case Verdict::unchanged:
      return kExitFine;
  }
  return kExitInconclusive;
}

// What each line gained, counted apart from what was timed.
Result<std::string> line_changes(const CompareArguments& arguments) {
  if (is_result(arguments.base)) {
    return bad_input("--lines needs two objects: result files hold no lines");
  }
  BPFMARK_ASSIGN(installation, find_installation());
  BPFMARK_ASSIGN(workload, workload_from(arguments, installation));
  BPFMARK_ASSIGN(base, count_program(parse_program_ref(arguments.base), workload, installation));
  BPFMARK_ASSIGN(new_version,
                 count_program(parse_program_ref(arguments.new_version), workload, installation));
  return changes_by_line(base, new_version, style_of_stdout().colour);
}

std::string formatted_changes(const History& history, const std::vector<HistoryChange>& changes,
                              const std::string& format) {
  if (format == "json") return changes_to_json(history, changes);
  if (format == "markdown") return changes_to_markdown(history, changes);
  return changes_to_table(history, changes, style_of_stdout());
}

// A history alone: where it changed.
int compare_history(const CompareArguments& arguments) {
  if (!is_history(arguments.base)) {
    return report_usage(fmt::format(
        "{}: compare it with what? Name NEW; only a directory of results is compared within itself",
        arguments.base));
  }
  const auto policy = policy_from(arguments, Policy());
  if (!policy) return report_error(policy.error());
  const auto named = read_history({arguments.base});
  if (!named) return report_error(named.error());
  const int code = report_bad_files(named->bad_files, arguments.skip_bad);
  const std::vector<HistoryChange> changes = history_changes(named->history, *policy);
  auto written = write_file("-", formatted_changes(named->history, changes, arguments.format));
  if (written && !arguments.output.empty() && arguments.output != "-") {
    written = write_file(arguments.output, changes_to_json(named->history, changes));
  }
  return written ? code : report_error(written.error());
}

int compare(const CompareArguments& arguments) {
  if (arguments.new_version.empty()) return compare_history(arguments);
  auto outcome = compare_either(arguments);
  if (!outcome) return report_error(outcome.error());
  Result<std::string> lines;
  if (arguments.lines) {
    lines = line_changes(arguments);
    if (!lines) return report_error(lines.error());
  }
  GateReport& report = outcome->report;
  report.base = arguments.base;
  report.new_version = arguments.new_version;
  report.same_behaviour_expected = arguments.same_behaviour;
  const std::string shown_lines =
      arguments.format == "table" && !lines->empty() ? "\n" + *lines : "";
  if (const auto written = write_file("-", formatted(report, arguments.format) + shown_lines);
      !written) {
    return report_error(written.error());
  }
  if (!arguments.output.empty() && arguments.output != "-") {
    const auto written = write_file(arguments.output, gate_to_json(report));
    if (!written) return report_error(written.error());
  }
  if (arguments.is_gate) tell_github(report);
  int code = arguments.is_gate ? exit_code_of(report) : int{kExitFine};
  // A regression that was found stays one; but what could not be measured never passes.
  for (const Error& failure : outcome->failures) {
    const int failed = report_error(failure);
    if (code != kExitRegression) code = failed;
  }
  return outcome->signal ? 128 + *outcome->signal : code;
}

void add_verb(CLI::App& app, Action& chosen, bool is_gate) {
  const auto arguments = std::make_shared<CompareArguments>();
  arguments->is_gate = is_gate;
  CLI::App* verb =
      is_gate ? app.add_subcommand("gate", "Compare, and fail on a regression (exit codes 0, 1, 4)")
              : app.add_subcommand("compare", "Compare two objects (measured now) or two results");
  verb->add_option("BASE", arguments->base,
                   "file.bpf.o[:program], a result file (.json), or a directory of results, which "
                   "stands for its latest of that suite and machine")
      ->required();
  CLI::Option* new_version =
      verb->add_option("NEW", arguments->new_version, "the same kind as BASE");
  if (is_gate) {
    new_version->required();
  } else {
    new_version->description(
        "the same kind as BASE; without it: where the history in BASE changed");
    verb->add_flag("--skip-bad", arguments->skip_bad,
                   "with a history: exit 0 though a file could not be read");
  }
  verb->add_option("--packet", arguments->packets,
                   "a built-in packet's name, a .pcap, .pcapng or .hex file; may be given several "
                   "times; default: udp64");
  verb->add_option("--suite", arguments->suite, "take packets, maps and sweeps from this suite");
  verb->add_option("--policy", arguments->policy, "thresholds, and what counts (docs/gate.md)");
  verb->add_option("-o,--output", arguments->output, "also write the JSON here; - prints it")
      ->check(check_not_empty);
  verb->add_option("--format", arguments->format, "what to print; default: table")
      ->check(CLI::IsMember({"table", "json", "markdown"}));
  verb->add_option("--budget", arguments->budget_s,
                   "seconds at most for the whole comparison; default: 10 a row")
      ->check(check_seconds);
  verb->add_option("--cpu", arguments->cpu, "CPU to measure on; default: the highest allowed")
      ->check(CLI::Range(0, 65535));
  verb->add_option("--seed", arguments->seed, "of the orders that are drawn")->check(check_seed);
  verb->add_flag("--expect-same-behaviour", arguments->same_behaviour,
                 "a difference in verdict, output packet, messages or maps is a regression");
  verb->add_flag("--force", arguments->force, "compare results of different machines all the same");
  verb->add_flag("--always-time", arguments->always_time,
                 "measure even where both are the same instructions");
  verb->add_flag("--lines", arguments->lines,
                 "with two objects: also what each line of source gained, in the table");
  verb->add_flag("-q,--quiet", arguments->quiet, "no progress on stderr");
  const std::string name = is_gate ? "gate" : "compare";
  verb->footer(
      fmt::format("Examples:\n"
                  "  sudo bpfmark {0} old.bpf.o new.bpf.o --packet tcp64\n"
                  "  sudo bpfmark {0} old.bpf.o:ingress new.bpf.o:ingress --suite mysuite.json\n"
                  "  bpfmark {0} monday.json tuesday.json --policy policy.json\n"
                  "  bpfmark {0} results/history result.json{1}",
                  name, is_gate ? "" : "\n  bpfmark compare results/history"));
  verb->callback([arguments, &chosen] {
    arguments->format = printed_format(arguments->output, arguments->format);
    chosen = [arguments] { return compare(*arguments); };
  });
}

}  // namespace

void add_compare(CLI::App& app, Action& chosen) {
  add_verb(app, chosen, false);
}

void add_gate(CLI::App& app, Action& chosen) {
  add_verb(app, chosen, true);
}

}  // namespace bpfmark
