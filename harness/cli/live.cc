// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verb `live`.
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "harness/base/file.h"
#include "harness/campaign/installation.h"
#include "harness/campaign/live/live_end_to_end.h"
#include "harness/campaign/live/live_rows.h"
#include "harness/campaign/live/live_session.h"
#include "harness/cli/arguments/common_options.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/option_checks.h"
#include "harness/cli/arguments/printed_format.h"
#include "harness/cli/arguments/terminal.h"
#include "harness/cli/verbs.h"
#include "harness/result/file/report_json.h"
#include "harness/suite/file/suite_file.h"

namespace bpfmark {
namespace {

struct LiveArguments {
  std::string object;
  std::string interface;
  std::string mode;
  std::string map;
  std::string type;
  std::string drain;
  std::string format;  // as given; then what is printed
  std::optional<double> duration_s;
  bool replace = false;
  bool remove_left = false;
  bool summary_only = false;
  bool self_test = false;
  std::string output;
  std::optional<int> rounds;
  std::optional<std::uint64_t> seed;
};

LiveOptions options_from(const LiveArguments& arguments) {
  LiveOptions options;
  options.program = parse_program_ref(arguments.object);
  options.interface = arguments.interface;
  options.mode = attach_mode_from_name(arguments.mode);
  options.duration_s = arguments.duration_s;
  options.map = arguments.map;
  options.type = arguments.type;
  if (arguments.drain == "pops") options.way = DrainWay::pops;
  if (arguments.drain == "woken") options.way = DrainWay::woken;
  if (arguments.drain == "batches") options.way = DrainWay::batches;
  if (arguments.drain == "polls") options.way = DrainWay::polls;
  options.replace = arguments.replace;
  options.remove_left = arguments.remove_left;
  options.each_message = !arguments.summary_only;
  options.format = arguments.format == "json" ? LiveFormat::json : LiveFormat::table;
  options.style = style_of_stdout();
  return options;
}

// That nobody reads it is heard of as SIGPIPE, other failures at the end of main().
void print_now(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

int remove_alone(const LiveArguments& arguments) {
  const auto removed = remove_what_is_left(arguments.interface);
  if (!removed) return report_error(removed.error());
  print_now(*removed + "\n");
  return kExitFine;
}

int self_test(const LiveArguments& arguments, StopSignals& signals) {
  const bool to_file = !arguments.output.empty() && arguments.output != "-";
  if (to_file) {
    if (const auto can = check_writable(arguments.output); !can) return report_error(can.error());
  }
  const auto installation = find_installation();
  if (!installation) return report_error(installation.error());
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  SelfTestOptions options;
  if (arguments.rounds) options.rounds = *arguments.rounds;
  options.seed = arguments.seed.value_or(static_cast<std::uint64_t>(now));
  const auto outcome = run_self_test(options, *installation, signals);
  if (!outcome) return report_error(outcome.error());
  if (to_file) {
    const auto written = write_file(arguments.output, report_to_json(outcome->report));
    if (!written) return report_error(written.error());
  }
  if (arguments.format == "json") {
    print_now(report_to_json(outcome->report));
  } else {
    for (const std::string& check : outcome->checks) print_now(check + "\n");
    print_now("\n" + live_rows_table(outcome->report.benchmarks, style_of_stdout()));
    for (const std::string& note : outcome->notes) print_now("- " + note + "\n");
  }
  return outcome->signal ? 128 + *outcome->signal : static_cast<int>(kExitFine);
}

int live(LiveArguments& arguments) {
  const auto format = printed_format(arguments.output, arguments.format);
  if (!format) return report_usage(format.error().message);
  arguments.format = *format;
  // A terminal that is closed, or `| head`, is no reason to leave the program on the interface.
  StopSignals signals({SIGHUP, SIGPIPE});
  if (arguments.self_test) return self_test(arguments, signals);
  if (arguments.interface.empty()) return report_usage("live: --interface is required");
  if (arguments.object.empty() && arguments.remove_left) return remove_alone(arguments);
  if (arguments.object.empty()) return report_usage("live: OBJECT is required");
  const auto installation = find_installation();
  if (!installation) return report_error(installation.error());
  const auto objects = drive_objects(*installation);
  if (!objects) return report_error(objects.error());
  const auto ended = run_live(options_from(arguments), objects->reference, signals, print_now);
  if (!ended) return report_error(ended.error());
  return *ended ? 128 + **ended : static_cast<int>(kExitFine);
}

Option object_option(LiveArguments& arguments) {
  return {.names = "OBJECT",
          .target = &arguments.object,
          .help = "file.bpf.o[:program]",
          .excludes = "--self-test"};
}

// What is of no use to the self-test.
std::vector<Option> options_of_attaching(LiveArguments& arguments) {
  std::vector<Option> options = {
      {.names = "--interface",
       .target = &arguments.interface,
       .help = "the interface, such as eth0",
       .value = "INTERFACE",
       .check = check_not_empty},
      {.names = "--mode",
       .target = &arguments.mode,
       .help = "",
       .default_text = "native, or skb where the driver has no native mode",
       .value = "MODE",
       .choices = {"native", "skb", "hw"}},
      {.names = "--duration",
       .target = &arguments.duration_s,
       .help = "seconds",
       .default_text = "until a signal",
       .value = "SECONDS",
       .check = check_seconds},
      {.names = "--map",
       .target = &arguments.map,
       .help = "the map of the messages, where there are several",
       .value = "MAP",
       .check = check_not_empty},
      {.names = "--type",
       .target = &arguments.type,
       .help = "what a message is: a struct or enum of the object, or hex",
       .default_text = "what the map is declared with",
       .value = "TYPE",
       .check = check_not_empty},
      {.names = "--drain",
       .target = &arguments.drain,
       .help = "a queue: pops (default) or batches; a ring buffer: woken (default) or polls, for "
               "programs that wake nobody",
       .value = "WAY",
       .choices = {"pops", "batches", "woken", "polls"}},
      {.names = "--replace",
       .target = &arguments.replace,
       .help = "take the place of a running or killed `bpfmark live`, without a gap"},
      {.names = "--remove-left",
       .target = &arguments.remove_left,
       .help = "detach what a killed `bpfmark live` left; without OBJECT, only that"},
      {.names = "--summary-only",
       .target = &arguments.summary_only,
       .help = "rates and counts, no single messages"},
  };
  for (Option& option : options) option.excludes = "--self-test";
  return options;
}

// What is of use to the self-test alone.
std::vector<Option> options_of_self_test(LiveArguments& arguments) {
  std::vector<Option> options = {
      output_option(arguments.output,
                    "with --self-test: also write the result file (JSON) here; - prints it"),
      {.names = "--rounds",
       .target = &arguments.rounds,
       .help = "with --self-test: fresh loads to measure",
       .default_text = fmt::format("{}", SelfTestOptions().rounds),
       .value = "N",
       .range = {{2, 1000}}},
      seed_option(arguments.seed, "with --self-test: of the orders that are drawn", "the clock"),
  };
  for (Option& option : options) option.needs = "--self-test";
  return options;
}

std::vector<Option> options_of(LiveArguments& arguments) {
  std::vector<Option> options = options_of_attaching(arguments);
  options.push_back({.names = "--format",
                     .target = &arguments.format,
                     .help = "what to print; json: an object a line",
                     .default_text = "table",
                     .value = "FORMAT",
                     .choices = {"table", "json"}});
  options.push_back({.names = "--self-test",
                     .target = &arguments.self_test,
                     .help = "check and measure the shipped versions on a private veth pair"});
  for (Option& option : options_of_self_test(arguments)) options.push_back(std::move(option));
  return options;
}

}  // namespace

Verb live_verb() {
  const auto arguments = std::make_shared<LiveArguments>();
  return {
      .name = "live",
      .summary = "Attach a program to an interface and print what its map reports",
      .options = options_of(*arguments),
      .positionals = {object_option(*arguments)},
      .examples = {"sudo bpfmark live my.bpf.o --interface eth0                 # until Ctrl-C",
                   "sudo bpfmark live my.bpf.o --interface eth0 --duration 10 --summary-only",
                   "sudo bpfmark live my.bpf.o --interface eth0 --format json |",
                   "  jq -r 'select(.event == \"message\") | .message'",
                   "sudo bpfmark live new.bpf.o --interface eth0 --replace",
                   "sudo bpfmark live --interface eth0 --remove-left",
                   "sudo bpfmark live --self-test -o live.json"},
      .action = [arguments] { return live(*arguments); },
  };
}

}  // namespace bpfmark
