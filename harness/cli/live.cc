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
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/option_checks.h"
#include "harness/cli/arguments/printed_format.h"
#include "harness/cli/arguments/terminal.h"
#include "harness/cli/verbs.h"
#include "harness/result/report_json.h"
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
  double duration_s = 0;
  bool replace = false;
  bool remove_left = false;
  bool summary_only = false;
  bool self_test = false;
  std::string output;
  int rounds = 8;
  std::optional<std::uint64_t> seed;
};

LiveOptions options_from(const LiveArguments& arguments) {
  LiveOptions options;
  options.program = parse_program_ref(arguments.object);
  options.interface = arguments.interface;
  options.mode = attach_mode_from_name(arguments.mode);
  if (arguments.duration_s > 0) options.duration_s = arguments.duration_s;
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
  options.rounds = arguments.rounds;
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

int live(const LiveArguments& arguments) {
  // A terminal that is closed, or `| head`, is no reason to leave the program on the interface.
  StopSignals signals({SIGHUP, SIGPIPE});
  if (arguments.self_test) return self_test(arguments, signals);
  if (arguments.interface.empty()) return report_usage("live: --interface is required");
  if (arguments.object.empty() && arguments.remove_left) return remove_alone(arguments);
  if (arguments.object.empty()) return report_usage("live: OBJECT is required");
  const auto installation = find_installation();
  if (!installation) return report_error(installation.error());
  const auto ended =
      run_live(options_from(arguments), drive_objects(*installation).reference, signals, print_now);
  if (!ended) return report_error(ended.error());
  return *ended ? 128 + **ended : static_cast<int>(kExitFine);
}

// What is of no use to the self-test.
std::vector<CLI::Option*> add_attaching(CLI::App& verb, LiveArguments& arguments) {
  return {
      verb.add_option("OBJECT", arguments.object, "file.bpf.o[:program]"),
      verb.add_option("--interface", arguments.interface, "the interface, such as eth0")
          ->check(check_not_empty),
      verb.add_option("--mode", arguments.mode,
                      "default: native, or skb where the driver has no native mode")
          ->check(CLI::IsMember({"native", "skb", "hw"})),
      verb.add_option("--duration", arguments.duration_s, "seconds; default: until a signal")
          ->check(check_seconds),
      verb.add_option("--map", arguments.map, "the map of the messages, where there are several")
          ->check(check_not_empty),
      verb.add_option("--type", arguments.type,
                      "what a message is: a struct or enum of the object, or hex; default: what "
                      "the map is declared with")
          ->check(check_not_empty),
      verb.add_option("--drain", arguments.drain,
                      "a queue: pops (default) or batches; a ring buffer: woken (default) or "
                      "polls, for programs that wake nobody")
          ->check(CLI::IsMember({"pops", "batches", "woken", "polls"})),
      verb.add_flag("--replace", arguments.replace,
                    "take the place of a running or killed `bpfmark live`, without a gap"),
      verb.add_flag("--remove-left", arguments.remove_left,
                    "detach what a killed `bpfmark live` left; without OBJECT, only that"),
      verb.add_flag("--summary-only", arguments.summary_only,
                    "rates and counts, no single messages")};
}

}  // namespace

void add_live(CLI::App& app, Action& chosen) {
  const auto arguments = std::make_shared<LiveArguments>();
  CLI::App* verb =
      app.add_subcommand("live", "Attach a program to an interface and print what its map reports");
  const std::vector<CLI::Option*> of_attaching = add_attaching(*verb, *arguments);
  verb->add_option("--format", arguments->format, "what to print; json: an object a line")
      ->check(CLI::IsMember({"table", "json"}));
  CLI::Option* self_test =
      verb->add_flag("--self-test", arguments->self_test,
                     "check and measure the shipped versions on a private veth pair");
  for (CLI::Option* option : of_attaching) self_test->excludes(option);
  verb->add_option("-o,--output", arguments->output,
                   "with --self-test: also write the result file (JSON) here; - prints it")
      ->check(check_not_empty)
      ->needs(self_test);
  verb->add_option("--rounds", arguments->rounds, "with --self-test: fresh loads to measure")
      ->check(CLI::Range(2, 1000))
      ->needs(self_test);
  verb->add_option("--seed", arguments->seed, "with --self-test: of the orders that are drawn")
      ->check(check_seed)
      ->needs(self_test);
  verb->footer(
      "Examples:\n"
      "  sudo bpfmark live my.bpf.o --interface eth0                 # until Ctrl-C\n"
      "  sudo bpfmark live my.bpf.o --interface eth0 --duration 10 --summary-only\n"
      "  sudo bpfmark live my.bpf.o --interface eth0 --format json |\n"
      "    jq -r 'select(.event == \"message\") | .message'\n"
      "  sudo bpfmark live new.bpf.o --interface eth0 --replace\n"
      "  sudo bpfmark live --interface eth0 --remove-left\n"
      "  sudo bpfmark live --self-test -o live.json");
  verb->callback([arguments, &chosen] {
    arguments->format = printed_format(arguments->output, arguments->format);
    chosen = [arguments] { return live(*arguments); };
  });
}

}  // namespace bpfmark
