// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs `compare` and `gate`: the same work; `gate` also says it by exit code, and to GitHub.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "harness/base/file.h"
#include "harness/base/standard_streams.h"
#include "harness/campaign/measured_program.h"
#include "harness/campaign/objects/object_comparison.h"
#include "harness/campaign/suite_argument.h"
#include "harness/cli/arguments/common_options.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/printed_format.h"
#include "harness/cli/arguments/result_arguments.h"
#include "harness/cli/arguments/terminal.h"
#include "harness/cli/compare_history.h"
#include "harness/cli/verbs.h"
#include "harness/gate/stored/stored.h"
#include "harness/listing/line_changes.h"
#include "harness/result/file/report_json.h"
#include "harness/show/change/gate_table.h"
#include "harness/suite/file/suite_file.h"

namespace bpfmark {
namespace {

struct CompareArguments {
  bool is_gate = false;
  std::string base;
  std::string new_version;
  std::vector<std::string> packets;
  CaptureArguments captures;
  std::string suite;
  std::string policy;
  std::string output;
  std::string format;  // as given; then what is printed
  std::optional<double> budget_s;
  std::optional<int> cpu;
  std::optional<std::uint64_t> seed;
  bool same_behaviour = false;
  bool force = false;
  bool allow_missing = false;
  bool always_time = false;
  bool quiet = false;
  bool lines = false;
  bool skip_bad = false;
};

bool is_result(const std::string& text) {
  return text.ends_with(".json") || is_history(text);
}

Result<ComparisonOutcome> compare_stored_files(const CompareArguments& arguments,
                                               const Policy& policy) {
  BPFMARK_ASSIGN(new_version, is_history(arguments.new_version)
                                  ? read_latest(arguments.new_version, nullptr)
                                  : read_report(arguments.new_version));
  BPFMARK_ASSIGN(base, is_history(arguments.base) ? read_latest(arguments.base, &new_version)
                                                  : read_report(arguments.base));
  auto report =
      compare_stored(base, new_version, policy, {arguments.force, arguments.allow_missing});
  if (!report) {
    report.error().message =
        fmt::format("{} and {}: {}", arguments.base, arguments.new_version, report.error().message);
    return Failure(report.error());
  }
  return ComparisonOutcome{std::move(*report), {}, std::nullopt};
}

// What two objects are compared on, read once.
struct Objects {
  Installation installation;
  Suite workload;
  ForeignObjects images;
};

Result<ComparisonOutcome> measure_objects(const CompareArguments& arguments, const Policy& policy,
                                          Objects& objects) {
  StopSignals signals;
  BPFMARK_ASSIGN(pairs, pair_programs(parse_program_ref(arguments.base),
                                      parse_program_ref(arguments.new_version), objects.images));
  BPFMARK_ASSIGN(bench, kernel_bench(objects.workload, arguments.cpu, objects.installation,
                                     objects.images, signals));
  ComparisonOptions options;
  options.budget_s = arguments.budget_s;
  options.seed = arguments.seed.value_or(1);
  options.quiet = arguments.quiet;
  options.always_time = arguments.always_time;
  options.allow_missing = arguments.allow_missing;
  return compare_objects(pairs, objects.workload, policy, options, bench);
}

// What each line gained, counted apart from what was timed.
Result<std::string> line_changes(const CompareArguments& arguments, Objects& objects) {
  const auto count = [&](const std::string& object) -> Result<Profile> {
    BPFMARK_ASSIGN(image, objects.images.read(parse_program_ref(object)));
    return count_program(image, objects.workload, objects.installation);
  };
  BPFMARK_ASSIGN(base, count(arguments.base));
  BPFMARK_ASSIGN(new_version, count(arguments.new_version));
  return changes_by_line(base, new_version, style_of_stdout().colour);
}

struct Compared {
  ComparisonOutcome outcome;
  std::string lines;  // empty where nobody asked for them
};

Result<Compared> compare_two_objects(const CompareArguments& arguments, const Policy& policy) {
  BPFMARK_ASSIGN(installation, find_installation());
  BPFMARK_ASSIGN(workload,
                 workload_from_arguments(arguments.base, arguments.suite, arguments.packets,
                                         installation, arguments.captures.use()));
  Objects objects{std::move(installation), std::move(workload), {}};
  Compared compared;
  BPFMARK_ASSIGN(outcome, measure_objects(arguments, policy, objects));
  compared.outcome = std::move(outcome);
  if (!arguments.lines) return compared;
  BPFMARK_ASSIGN(lines, line_changes(arguments, objects));
  compared.lines = std::move(lines);
  return compared;
}

Result<Compared> compare_two_results(const CompareArguments& arguments, const Policy& policy) {
  BPFMARK_ASSIGN(outcome, compare_stored_files(arguments, policy));
  if (arguments.lines) {
    return bad_input("--lines needs two objects: result files hold no lines");
  }
  return Compared{std::move(outcome), {}};
}

Result<Compared> compare_either(const CompareArguments& arguments) {
  const bool stored = is_result(arguments.base);
  BPFMARK_ASSIGN(policy, policy_from(arguments.policy, stored ? Policy::of_two_runs() : Policy()));
  if (!arguments.output.empty()) BPFMARK_TRY(check_writable(arguments.output));
  if (stored != is_result(arguments.new_version)) {
    return bad_input(fmt::format(
        "{} and {}: compare two objects, or two results (.json, or a directory of them)",
        arguments.base, arguments.new_version));
  }
  return stored ? compare_two_results(arguments, policy) : compare_two_objects(arguments, policy);
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

int compare(CompareArguments& arguments) {
  const auto format = printed_format(arguments.output, arguments.format);
  if (!format) return report_usage(format.error().message);
  arguments.format = *format;
  if (arguments.new_version.empty()) {
    return compare_history(
        {arguments.base, arguments.policy, arguments.output, arguments.format, arguments.skip_bad});
  }
  auto compared = compare_either(arguments);
  if (!compared) return report_error(compared.error());
  GateReport& report = compared->outcome.report;
  report.base = arguments.base;
  report.new_version = arguments.new_version;
  report.same_behaviour_expected = arguments.same_behaviour;
  const std::string shown_lines =
      arguments.format == "table" && !compared->lines.empty() ? "\n" + compared->lines : "";
  int code = arguments.is_gate ? exit_code_of(report) : int{kExitFine};
  const auto note_failure = [&](const Error& error) {
    code = worse_exit(code, report_error(error));
  };
  const auto printed = write_file("-", formatted(report, arguments.format) + shown_lines);
  if (!printed) note_failure(printed.error());
  if (!arguments.output.empty() && arguments.output != "-") {
    const auto written = write_file(arguments.output, gate_to_json(report));
    if (!written) note_failure(written.error());
  }
  if (arguments.is_gate) tell_github(report);
  for (const Error& failure : compared->outcome.failures) note_failure(failure);
  return compared->outcome.signal ? 128 + *compared->outcome.signal : code;
}

std::vector<Option> options_of(CompareArguments& arguments) {
  return {
      packet_option(arguments.packets),
      link_option(arguments.captures),
      cut_option(arguments.captures),
      suite_option(arguments.suite, "take packets, maps and sweeps from this suite"),
      policy_option(arguments.policy, "thresholds, and what counts (docs/gate.md)"),
      output_option(arguments.output, "also write the JSON here; - prints it"),
      format_option(arguments.format, {"table", "json", "markdown"}),
      budget_option(arguments.budget_s, "seconds at most for the whole comparison", "10 a row"),
      cpu_option(arguments.cpu, "CPU to measure on"),
      seed_option(arguments.seed, "of the orders that are drawn", "1"),
      {.names = "--expect-same-behaviour",
       .target = &arguments.same_behaviour,
       .help = "a difference in verdict, output packet, messages or maps is a regression"},
      {.names = "--force",
       .target = &arguments.force,
       .help = "compare results of different machines all the same"},
      {.names = "--allow-missing",
       .target = &arguments.allow_missing,
       .help = "what base has and new has not is no failure: it was renamed or removed"},
      {.names = "--always-time",
       .target = &arguments.always_time,
       .help = "measure even where both are the same instructions"},
      {.names = "--lines",
       .target = &arguments.lines,
       .help = "with two objects: also what each line of source gained, in the table"},
      quiet_option(arguments.quiet),
  };
}

std::vector<std::string> examples_of(bool is_gate) {
  if (is_gate) {
    return {"sudo bpfmark gate old.bpf.o new.bpf.o --packet tcp64",
            "sudo bpfmark gate old.bpf.o:ingress new.bpf.o:ingress --suite mysuite.json",
            "bpfmark gate monday.json tuesday.json --policy policy.json",
            "bpfmark gate results/history result.json"};
  }
  return {"sudo bpfmark compare old.bpf.o new.bpf.o --packet tcp64",
          "sudo bpfmark compare old.bpf.o:ingress new.bpf.o:ingress --suite mysuite.json",
          "bpfmark compare monday.json tuesday.json --policy policy.json",
          "bpfmark compare results/history result.json", "bpfmark compare results/history"};
}

// What both have in common.
Verb verb_of(const std::string& name, const std::string& summary,
             const std::shared_ptr<CompareArguments>& arguments) {
  const std::string alone = "; without it: where the history in BASE changed";
  const std::string new_help =
      "the same kind as BASE" + (arguments->is_gate ? std::string() : alone);
  return {
      .name = name,
      .summary = summary,
      .options = options_of(*arguments),
      .positionals = {{.names = "BASE",
                       .target = &arguments->base,
                       .help = "file.bpf.o[:program], a result file (.json), or a directory of "
                               "results, which stands for its latest of that suite and machine",
                       .required = true},
                      {.names = "NEW",
                       .target = &arguments->new_version,
                       .help = new_help,
                       .required = arguments->is_gate}},
      .examples = examples_of(arguments->is_gate),
      .action = [arguments] { return compare(*arguments); },
  };
}

}  // namespace

Verb compare_verb() {
  const auto arguments = std::make_shared<CompareArguments>();
  Verb verb = verb_of("compare", "Compare two objects (measured now) or two results", arguments);
  verb.options.insert(verb.options.begin(),
                      {.names = "--skip-bad",
                       .target = &arguments->skip_bad,
                       .help = "with a history: exit 0 though a file could not be read"});
  return verb;
}

Verb gate_verb() {
  const auto arguments = std::make_shared<CompareArguments>();
  arguments->is_gate = true;
  return verb_of("gate", "Compare, and fail on a regression (exit codes 0, 1, 4)", arguments);
}

}  // namespace bpfmark
