// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verb `report`: results and profiles as one HTML file.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "harness/base/file.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/option_checks.h"
#include "harness/cli/result_arguments.h"
#include "harness/cli/verbs.h"
#include "harness/dashboard/dashboard.h"
#include "harness/export/annotated_profile.h"
#include "harness/gate/history_changes.h"

namespace bpfmark {
namespace {

struct ReportArguments {
  std::vector<std::string> results;
  std::string output = "report.html";
  std::string title;
  std::string policy;
  bool skip_bad = false;
};

// What the arguments name: profiles, by file, and results, by file or directory.
struct NamedInputs {
  std::vector<std::string> results;
  std::vector<AnnotatedProfile> profiles;
};

Result<NamedInputs> read_profiles(const std::vector<std::string>& names) {
  NamedInputs inputs;
  for (const std::string& name : names) {
    std::error_code ignored;
    // What cannot be read is reported as the result that it was more likely to be.
    const auto text = std::filesystem::is_directory(name, ignored)
                          ? Result<std::string>()
                          : read_file(name, kMaxProfileBytes);
    if (!text || !is_profile(*text)) {
      inputs.results.push_back(name);
      continue;
    }
    BPFMARK_ASSIGN(profile, profile_from_json(*text, name));
    inputs.profiles.push_back(std::move(profile));
  }
  return inputs;
}

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
  const auto inputs = read_profiles(arguments.results);
  if (!inputs) return report_error(inputs.error());
  const auto named = inputs->results.empty() ? Result<NamedHistory>(NamedHistory())
                                             : read_history(inputs->results);
  if (!named) return report_error(named.error());
  const int code = report_bad_files(named->bad_files, arguments.skip_bad);
  const History& history = named->history;
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
                   "result files (.json), directories of them, or profiles (of profile -o)")
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
