// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/compare_history.h"

#include <fmt/format.h>

#include <filesystem>
#include <vector>

#include "harness/base/file.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/result_arguments.h"
#include "harness/cli/arguments/terminal.h"
#include "harness/gate/policy/rule_names.h"
#include "harness/history/history_changes.h"
#include "harness/show/change/changes_table.h"

namespace bpfmark {
namespace {

std::string formatted_changes(const History& history, const std::vector<HistoryChange>& changes,
                              const std::string& format) {
  if (format == "json") return changes_to_json(history, changes);
  if (format == "markdown") return changes_to_markdown(history, changes);
  return changes_to_table(history, changes, style_of_stdout());
}

std::vector<std::string> row_names(const History& history) {
  std::vector<std::string> names;
  for (const Series& series : history.series) names.push_back(series.name);
  return names;
}

}  // namespace

int compare_history(const HistoryArguments& arguments) {
  if (!is_history(arguments.history)) {
    return report_usage(fmt::format(
        "{}: compare it with what? Name NEW; only a directory of results is compared within itself",
        arguments.history));
  }
  const auto policy = policy_from(arguments.policy, Policy());
  if (!policy) return report_error(policy.error());
  const auto named = read_history({arguments.history});
  if (!named) return report_error(named.error());
  const int code = report_bad_files(named->bad_files, arguments.skip_bad);
  const auto checked = check_rule_names(*policy, row_names(named->history));
  if (!checked) return report_error(checked.error());
  const std::vector<HistoryChange> changes = history_changes(named->history, *policy);
  auto written = write_file("-", formatted_changes(named->history, changes, arguments.format));
  if (written && !arguments.output.empty() && arguments.output != "-") {
    written = write_file(arguments.output, changes_to_json(named->history, changes));
  }
  return written ? code : report_error(written.error());
}

bool is_history(const std::string& text) {
  std::error_code ignored;
  return std::filesystem::is_directory(text, ignored);
}

}  // namespace bpfmark
