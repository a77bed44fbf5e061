// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verb `report`: results and profiles as one HTML file.
#include <fmt/format.h>

#include <memory>

#include "harness/base/file.h"
#include "harness/cli/arguments/common_options.h"
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
  const auto policy = policy_from(arguments.policy, Policy());
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

Verb report_verb() {
  const auto arguments = std::make_shared<ReportArguments>();
  return {
      .name = "report",
      .summary = "Results, histories and profiles as one HTML file",
      .options =
          {
              {.names = "-o,--output",
               .target = &arguments->output,
               .help = "the page; - prints it",
               .default_text = "report.html",
               .value = "FILE",
               .check = check_not_empty},
              {.names = "--title",
               .target = &arguments->title,
               .help = "the page's heading",
               .default_text = "the suite's name",
               .value = "TEXT",
               .check = check_not_empty},
              policy_option(arguments->policy,
                            "thresholds: which changes of a history matter (docs/gate.md)"),
              {.names = "--skip-bad",
               .target = &arguments->skip_bad,
               .help = "exit 0 though a file could not be read"},
          },
      .positionals = {{.names = "RESULT",
                       .target = &arguments->results,
                       .help = "result files (.json) and profiles (of profile -o), or directories "
                               "of them",
                       .required = true}},
      .examples = {"bpfmark report result.json",
                   "bpfmark report results/history -o report.html --title 'my firewall'",
                   "bpfmark report result.json profile.json"},
      .action = [arguments] { return write_report(*arguments); },
  };
}

}  // namespace bpfmark
