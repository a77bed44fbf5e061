// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "harness/base/file.h"
#include "harness/campaign/suite/suite_run.h"
#include "harness/campaign/suite_argument.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/option_checks.h"
#include "harness/cli/arguments/printed_format.h"
#include "harness/cli/arguments/terminal.h"
#include "harness/cli/verbs.h"
#include "harness/export/csv.h"
#include "harness/result/report_json.h"
#include "harness/show/markdown.h"
#include "harness/show/report_table.h"

namespace bpfmark {
namespace {

struct RunArguments {
  std::vector<std::string> suite;
  std::vector<std::string> packets;
  std::string output;
  std::string filter;
  std::string format;  // as given; then what is printed
  double budget_s = 0;
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
  if (arguments.budget_s > 0) options.budget_s = arguments.budget_s;
  options.seed = arguments.seed.value_or(seed_of_now());
  options.quiet = arguments.quiet;
  if (!arguments.output.empty() && arguments.output != "-") options.output = arguments.output;
  return options;
}

int report_outcome(const RunOutcome& outcome, const RunArguments& arguments) {
  if (const auto written = write_file("-", formatted(outcome.report, arguments.format)); !written) {
    return report_error(written.error());
  }
  int code = kExitFine;
  for (const Error& failure : outcome.failures) code = std::max(code, report_error(failure));
  return outcome.signal ? 128 + *outcome.signal : code;
}

int run(const RunArguments& arguments) {
  StopSignals signals;
  const auto installation = find_installation();
  if (!installation) return report_error(installation.error());
  const auto suite = suite_from_arguments(arguments.suite, arguments.packets, *installation);
  if (!suite) return report_error(suite.error());
  const auto bench = kernel_bench(*suite, arguments.cpu, *installation, signals);
  if (!bench) return report_error(bench.error());
  const auto outcome = run_suite(*suite, options_from(arguments), *bench);
  if (!outcome) return report_error(outcome.error());
  return report_outcome(*outcome, arguments);
}

}  // namespace

void add_run(CLI::App& app, Action& chosen) {
  const auto arguments = std::make_shared<RunArguments>();
  CLI::App* verb = app.add_subcommand("run", "Measure what a packet costs, in each version");
  verb->add_option("SUITE", arguments->suite,
                   "a built-in suite's name, a suite file (.json), or objects file.bpf.o[:program] "
                   "in the order of their history; default: fizzbuzz");
  verb->add_option("--packet", arguments->packets,
                   "with objects: a built-in packet's name, a .pcap, .pcapng or .hex file; may be "
                   "given several times; default: udp64");
  verb->add_option("-o,--output", arguments->output,
                   "also write the result file (JSON) here, after each packet; - prints it")
      ->check(check_not_empty);
  verb->add_option("--filter", arguments->filter,
                   "only cases whose name SUITE/VERSION/PACKET matches this regular expression");
  verb->add_option("--budget", arguments->budget_s,
                   "seconds for the whole run; default: 0.9 a packet")
      ->check(check_seconds);
  verb->add_option("--cpu", arguments->cpu, "CPU to measure on; default: the highest allowed")
      ->check(CLI::Range(0, 65535));
  verb->add_option("--seed", arguments->seed, "of the orders that are drawn; default: the clock")
      ->check(check_seed);
  verb->add_option("--format", arguments->format, "what to print; default: table")
      ->check(CLI::IsMember({"table", "json", "markdown", "csv"}));
  verb->add_flag("-q,--quiet", arguments->quiet, "no progress on stderr");
  verb->footer(
      "Examples:\n"
      "  sudo bpfmark run                                    the shipped suite\n"
      "  sudo bpfmark run --filter '/fizz$' --budget 5       one packet, all versions, 5 s\n"
      "  sudo bpfmark run my.bpf.o:ingress --packet tcp64 --packet web.pcap\n"
      "  sudo bpfmark run mysuite.json -o result.json --format markdown");
  verb->callback([arguments, &chosen] {
    arguments->format = printed_format(arguments->output, arguments->format);
    chosen = [arguments] { return run(*arguments); };
  });
}

}  // namespace bpfmark
