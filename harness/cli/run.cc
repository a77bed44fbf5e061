// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>

#include "harness/base/file.h"
#include "harness/base/standard_streams.h"
#include "harness/campaign/suite/suite_run.h"
#include "harness/campaign/suite_argument.h"
#include "harness/cli/arguments/common_options.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/printed_format.h"
#include "harness/cli/arguments/terminal.h"
#include "harness/cli/verbs.h"
#include "harness/export/csv.h"
#include "harness/result/file/report_json.h"
#include "harness/result/row_times.h"
#include "harness/show/markdown.h"
#include "harness/show/report_table.h"
#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

struct RunArguments {
  std::vector<std::string> suite;
  std::vector<std::string> packets;
  CaptureArguments captures;
  std::string output;
  std::string filter;
  std::string format;  // as given; then what is printed
  std::optional<double> budget_s;
  std::optional<int> cpu;
  std::optional<std::uint64_t> seed;
  bool quiet = false;
};

std::uint64_t seed_of_now() {
  return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
}

std::string formatted(const Report& report, const std::string& format) {
  if (format == "json") return report_to_json(report);
  if (format == "markdown") return report_to_markdown(report);
  if (format == "csv") return report_to_csv(report);
  return report_to_table(report, style_of_stdout());
}

RunOptions options_from(const RunArguments& arguments) {
  RunOptions options;
  options.filter = arguments.filter;
  options.budget_s = arguments.budget_s;
  options.seed = arguments.seed.value_or(seed_of_now());
  options.quiet = arguments.quiet;
  if (!arguments.output.empty() && arguments.output != "-") options.output = arguments.output;
  return options;
}

// Rows without a time are said; where none has one nothing was measured.
int report_rows_without_time(const Report& report) {
  const std::size_t count = rows_without_time(report).size();
  if (count == 0) return kExitFine;
  const std::string text = about_rows_without_time(report);
  if (count == report.benchmarks.size()) return report_error(cannot_measure(text).value());
  print_stderr(fmt::format("bpfmark: {}\n", printable(text)));
  return kExitFine;
}

int report_outcome(const RunOutcome& outcome, const RunArguments& arguments) {
  if (const auto written = write_file("-", formatted(outcome.report, arguments.format)); !written) {
    return report_error(written.error());
  }
  int code = report_rows_without_time(outcome.report);
  for (const Error& failure : outcome.failures) code = worse_exit(code, report_error(failure));
  return outcome.signal ? 128 + *outcome.signal : code;
}

int run(RunArguments& arguments) {
  const auto format = printed_format(arguments.output, arguments.format);
  if (!format) return report_usage(format.error().message);
  arguments.format = *format;
  StopSignals signals;
  const auto installation = find_installation();
  if (!installation) return report_error(installation.error());
  const auto suite = suite_from_arguments(arguments.suite, arguments.packets, *installation,
                                          arguments.captures.use());
  if (!suite) return report_error(suite.error());
  ForeignObjects objects;
  const auto bench = kernel_bench(*suite, arguments.cpu, *installation, objects, signals);
  if (!bench) return report_error(bench.error());
  const auto outcome = run_suite(*suite, options_from(arguments), *bench);
  if (!outcome) return report_error(outcome.error());
  return report_outcome(*outcome, arguments);
}

}  // namespace

Verb run_verb() {
  const auto arguments = std::make_shared<RunArguments>();
  return {
      .name = "run",
      .summary = "Measure what a packet costs, in each version",
      .options =
          {
              packet_option(arguments->packets, "with objects: "),
              link_option(arguments->captures),
              cut_option(arguments->captures),
              output_option(arguments->output,
                            "also write the result file (JSON) here, after each packet; - prints "
                            "it"),
              {.names = "--filter",
               .target = &arguments->filter,
               .help = "only cases whose name SUITE/VERSION/PACKET matches this regular "
                       "expression (RE2's dialect)",
               .value = "RE"},
              budget_option(arguments->budget_s, "seconds for the whole run", "0.9 a packet"),
              cpu_option(arguments->cpu, "CPU to measure on"),
              seed_option(arguments->seed, "of the orders that are drawn", "the clock"),
              format_option(arguments->format, {"table", "json", "markdown", "csv"}),
              quiet_option(arguments->quiet),
          },
      .positionals = {{.names = "SUITE",
                       .target = &arguments->suite,
                       .help = "a built-in suite's name, a suite file (.json), or objects "
                               "file.bpf.o[:program] in the order of their history",
                       .default_text = "fizzbuzz"}},
      .examples = {"sudo bpfmark run                                    the shipped suite",
                   "sudo bpfmark run --filter '/fizz$' --budget 5       one packet, all versions, "
                   "5 s",
                   "sudo bpfmark run my.bpf.o:ingress --packet tcp64 --packet web.pcap",
                   "sudo bpfmark run mysuite.json -o result.json --format markdown"},
      .action = [arguments] { return run(*arguments); },
  };
}

}  // namespace bpfmark
