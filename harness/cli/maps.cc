// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>

#include "harness/base/file.h"
#include "harness/campaign/maps/maps_run.h"
#include "harness/cli/arguments/common_options.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/option_checks.h"
#include "harness/cli/arguments/printed_format.h"
#include "harness/cli/arguments/terminal.h"
#include "harness/cli/verbs.h"
#include "harness/export/csv.h"
#include "harness/result/file/report_json.h"
#include "harness/result/row_times.h"
#include "harness/show/maps/map_share.h"
#include "harness/show/markdown.h"
#include "harness/show/report_table.h"
#include "harness/show/table/table_block.h"
#include "harness/show/table/text_table.h"

namespace bpfmark {
namespace {

struct MapsArguments {
  std::string output;
  std::string filter;
  std::string format;  // as given; then what is printed
  std::string from;
  std::string packets;
  bool full = false;
  bool list = false;
  std::optional<double> budget_s;
  std::optional<int> cpu;
  std::optional<std::uint64_t> seed;
  bool quiet = false;
};

MapsOptions options_from(const MapsArguments& arguments) {
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  MapsOptions options;
  options.filter = arguments.filter;
  options.full = arguments.full;
  options.budget_s = arguments.budget_s;
  options.cpu = arguments.cpu;
  options.seed = arguments.seed.value_or(static_cast<std::uint64_t>(now));
  options.quiet = arguments.quiet;
  if (!arguments.output.empty() && arguments.output != "-") options.output = arguments.output;
  return options;
}

// `run`: a result file of `bpfmark run`, whose packets' map operations are to be priced.
std::string formatted(const Report& report, const std::optional<Report>& run,
                      const std::string& format) {
  if (format == "json") return report_to_json(report);
  if (format == "csv") return report_to_csv(report);
  std::vector<TableBlock> shares;
  if (run) shares = map_share_blocks(*run, report);
  if (format == "markdown") {
    return report_to_markdown(report) +
           (shares.empty() ? "" : "\n" + blocks_to_markdown(shares, {}));
  }
  const TableStyle style = style_of_stdout();
  return report_to_table(report, style) +
         (shares.empty() ? "" : "\n" + blocks_to_table(shares, {}, style));
}

// None where none are asked for.
Result<std::optional<Report>> read_packets(const std::string& file) {
  if (file.empty()) return std::nullopt;
  BPFMARK_ASSIGN(run, read_report(file));
  if (has_map_operations(run)) return std::optional<Report>(std::move(run));
  return bad_input(
      fmt::format("{}: $.benchmarks: none has map_operations; measure the packets again with this "
                  "bpfmark's `run`, where the program can be counted",
                  file));
}

int print_report(const Report& report, const std::optional<Report>& run,
                 const MapsArguments& arguments) {
  const auto written = write_file("-", formatted(report, run, arguments.format));
  return written ? static_cast<int>(kExitFine) : report_error(written.error());
}

// The first reason, where not a single row has a value.
std::optional<Error> why_nothing(const Report& report) {
  for (const Benchmark& benchmark : report.benchmarks) {
    if (has_time(benchmark)) return std::nullopt;
  }
  if (report.benchmarks.empty()) return std::nullopt;  // interrupted before the first
  const Benchmark& first = report.benchmarks.front();
  return Error{ErrorKind::cannot_measure,
               fmt::format("nothing could be measured: {}: {}", first.name, first.warnings.front()),
               0,
               {}};
}

int list_rows(const MapsOptions& options, const Installation& installation) {
  const auto rows = selected_rows(options, installation);
  if (!rows) return report_error(rows.error());
  std::string text;
  for (const OperationRow& row : *rows) text += row.name + "\n";
  fmt::print("{}", text);
  return kExitFine;
}

int maps(MapsArguments& arguments) {
  const auto format = printed_format(arguments.output, arguments.format);
  if (!format) return report_usage(format.error().message);
  arguments.format = *format;
  StopSignals signals;
  const auto installation = find_installation();
  if (!installation) return report_error(installation.error());
  const MapsOptions options = options_from(arguments);
  if (arguments.list) return list_rows(options, *installation);
  const auto packets = read_packets(arguments.packets);
  if (!packets) return report_error(packets.error());
  if (!arguments.from.empty()) {
    const auto report = read_report(arguments.from);
    return report ? print_report(*report, *packets, arguments) : report_error(report.error());
  }
  const auto outcome = run_maps(options, *installation, signals);
  if (!outcome) return report_error(outcome.error());
  if (const int code = print_report(outcome->report, *packets, arguments); code != kExitFine) {
    return code;
  }
  if (const auto why = why_nothing(outcome->report)) return report_error(*why);
  return outcome->signal ? 128 + *outcome->signal : static_cast<int>(kExitFine);
}

}  // namespace

Verb maps_verb() {
  const auto arguments = std::make_shared<MapsArguments>();
  return {
      .name = "maps",
      .summary = "Measure what each operation of each BPF map costs",
      .options =
          {
              output_option(arguments->output,
                            "also write the result file (JSON) here, every second; - prints it"),
              {.names = "--filter",
               .target = &arguments->filter,
               .help = "only rows whose name matches this regular expression (RE2's dialect)",
               .value = "RE"},
              {.names = "--full",
               .target = &arguments->full,
               .help = "all sizes, orders and numbers of CPUs, not only those that help to choose "
                       "a map"},
              {.names = "--list",
               .target = &arguments->list,
               .help = "print the names of the rows; measure nothing"},
              {.names = "--from",
               .target = &arguments->from,
               .help = "print this result file of an earlier run; measure nothing",
               .value = "FILE",
               .check = check_not_empty},
              {.names = "--packets",
               .target = &arguments->packets,
               .help = "a result file of `bpfmark run`: say how much of each packet is its maps",
               .value = "FILE",
               .check = check_not_empty},
              budget_option(arguments->budget_s,
                            "seconds for the whole run; rows that had no turn then say so",
                            "0.25 a row, more where the map is large"),
              cpu_option(arguments->cpu, "CPU to measure on"),
              seed_option(arguments->seed, "of keys and orders", "the clock"),
              format_option(arguments->format, {"table", "json", "markdown", "csv"}),
              quiet_option(arguments->quiet),
          },
      .examples = {"sudo bpfmark maps                                 which map should I take? "
                   "under a minute",
                   "sudo bpfmark maps --filter '^(hash|lru_hash)/'    two types",
                   "sudo bpfmark maps --full --filter '/lookup/' -o lookups.json"},
      .action = [arguments] { return maps(*arguments); },
  };
}

}  // namespace bpfmark
