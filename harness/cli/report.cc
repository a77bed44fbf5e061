// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verb `report`: results and profiles as one HTML file.
#include <fmt/format.h>

#include <memory>

#include "harness/base/file.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/option_checks.h"
#include "harness/cli/arguments/result_arguments.h"
#include "harness/cli/verbs.h"
#include "harness/dashboard/dashboard.h"
#include "harness/history/history_changes.h"
#include "harness/listing/annotated_profile.h"

namespace bpfmark {
namespace {

struct ReportArguments {
  std::vector<std::string> results;
  std::string output = "report.html";
  std::string title;
  std::string policy;
  bool skip_bad = false;
};

std::string title_of(const ReportArguments& arguments, const History& history,
                     const std::vector<AnnotatedProfile>& profiles) {
  if (!arguments.title.empty()) return arguments.title;
  const std::string& name =
      history.runs.empty() ? profiles.front().program : history.runs.back().run.suite;
  return name.empty() ? "bpfmark" : fmt::format("bpfmark: {}", name);
}

int write_report(const ReportArguments& arguments) {
  if (const auto can = check_writable(arguments.output); !can) return report_error(can.error());
  const auto policy =
      arguments.policy.empty() ? Result<Policy>(Policy()) : read_policy(arguments.policy, Policy());
  if (!policy) return report_error(policy.error());
  const auto inputs = read_report_inputs(arguments.results);
  if (!inputs) return report_error(inputs.error());
  const int code = report_bad_files(inputs->bad_files, arguments.skip_bad);
  const History& history = inputs->history;
  const auto written = write_file(
      arguments.output, dashboard_html(history, history_changes(history, *policy), inputs->profiles,
                                       title_of(arguments, history, inputs->profiles)));
  return written ? code : report_error(written.error());
}

}  // namespace

void add_report(CLI::App& app, Action& chosen) {
  const auto arguments = std::make_shared<ReportArguments>();
  CLI::App* verb = app.add_subcommand("report", "Results, histories and profiles as one HTML file");
  verb->add_option("RESULT", arguments->results,
                   "result files (.json) and profiles (of profile -o), or directories of them")
      ->required();
  verb->add_option("-o,--output", arguments->output, "default: report.html; - prints it")
      ->check(check_not_empty);
  verb->add_option("--title", arguments->title, "the page's heading; default: the suite's name")
      ->check(check_not_empty);
  verb->add_option("--policy", arguments->policy,
                   "thresholds: which changes of a history matter (docs/gate.md)");
  verb->add_flag("--skip-bad", arguments->skip_bad, "exit 0 though a file could not be read");
  verb->footer(
      "Examples:\n"
      "  bpfmark report result.json\n"
      "  bpfmark report results/history -o report.html --title 'my firewall'\n"
      "  bpfmark report result.json profile.json");
  verb->callback(
      [arguments, &chosen] { chosen = [arguments] { return write_report(*arguments); }; });
}

}  // namespace bpfmark
