// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/result_arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>

#include "harness/cli/arguments/exit_code.h"
#include "harness/history/result_files.h"
#include "harness/listing/report_input.h"
#include "harness/result/file/report_json.h"
#include "harness/text/timestamp.h"

namespace bpfmark {
namespace {

using Files = std::vector<std::filesystem::path>;

// Of a single file, its own error says all there is to say.
Result<void> check_any_read(const Files& files, const std::vector<Error>& errors) {
  if (errors.size() < files.size()) return {};
  if (errors.size() == 1) return Failure(errors.front());
  Error error = errors.front();
  error.detail = fmt::format("none of the {} files could be read; this is the first", files.size());
  return Failure(error);
}

// Results alone. A profile is passed over in a directory, and an error where it is named itself.
Result<std::vector<Error>> read_results(const std::vector<std::string>& names,
                                        const std::function<void(Report&&)>& take) {
  BPFMARK_ASSIGN(files, find_result_files(names));
  std::size_t profiles = 0;
  std::vector<Error> named_profiles;
  std::vector<Error> errors = read_files<ReportInput>(
      files, read_report_input, [&](const std::filesystem::path& file, ReportInput&& input) {
        if (auto* report = std::get_if<Report>(&input)) return take(std::move(*report));
        ++profiles;
        if (std::find(names.begin(), names.end(), file.string()) != names.end()) {
          named_profiles.push_back(read_report(file).error());
        }
      });
  errors.insert(errors.end(), named_profiles.begin(), named_profiles.end());
  BPFMARK_TRY(check_any_read(files, errors));
  if (profiles == files.size()) {
    return bad_input(fmt::format("{} holds profiles and no result: bpfmark report shows them",
                                 fmt::join(names, ", ")));
  }
  return errors;
}

auto order_of(const Report& report) {
  return std::tuple(unix_seconds(report.run.started_at).value_or(0), report.run.id,
                    report.environment.fingerprint);
}

bool is_other_run_of(const Report& report, const Report& like) {
  return report.run.suite == like.run.suite && report.run.id != like.run.id &&
         report.environment.fingerprint == like.environment.fingerprint;
}

}  // namespace

int report_bad_files(const std::vector<Error>& errors, bool skip_bad) {
  int code = kExitFine;
  for (const Error& error : errors) code = report_error(error);
  return skip_bad ? int{kExitFine} : code;
}

Result<NamedHistory> read_history(const std::vector<std::string>& names) {
  HistoryBuilder builder;
  NamedHistory named;
  BPFMARK_ASSIGN(errors,
                 read_results(names, [&](Report&& report) { builder.add(std::move(report)); }));
  named.bad_files = std::move(errors);
  named.history = std::move(builder).finish();
  return named;
}

Result<NamedInputs> read_report_inputs(const std::vector<std::string>& names) {
  BPFMARK_ASSIGN(files, find_result_files(names));
  HistoryBuilder builder;
  NamedInputs named;
  named.bad_files = read_files<ReportInput>(
      files, read_report_input, [&](const std::filesystem::path&, ReportInput&& input) {
        if (auto* report = std::get_if<Report>(&input)) {
          builder.add(std::move(*report));
        } else {
          named.profiles.push_back(std::get<AnnotatedProfile>(std::move(input)));
        }
      });
  BPFMARK_TRY(check_any_read(files, named.bad_files));
  named.history = std::move(builder).finish();
  return named;
}

Result<NamedReports> read_reports(const std::vector<std::string>& names) {
  NamedReports named;
  BPFMARK_ASSIGN(errors, read_results(names, [&](Report&& report) {
                   named.reports.push_back(std::move(report));
                 }));
  named.bad_files = std::move(errors);
  std::stable_sort(named.reports.begin(), named.reports.end(),
                   [](const Report& a, const Report& b) { return order_of(a) < order_of(b); });
  // A directory and a file in it: one run, named twice.
  const auto twice = [](const Report& a, const Report& b) { return order_of(a) == order_of(b); };
  named.reports.erase(std::unique(named.reports.begin(), named.reports.end(), twice),
                      named.reports.end());
  return named;
}

Result<Report> read_latest(const std::string& folder, const Report* like) {
  std::optional<Report> latest;
  BPFMARK_ASSIGN(errors, read_results({folder}, [&latest, like](Report&& report) {
                   if (like != nullptr && !is_other_run_of(report, *like)) return;
                   if (!latest || order_of(*latest) < order_of(report)) latest = std::move(report);
                 }));
  report_bad_files(errors, true);
  if (latest) return std::move(*latest);
  if (like == nullptr) return bad_input(fmt::format("{} holds no result", folder));
  return bad_input(fmt::format(
      "{} holds no other result of suite '{}' on a machine of fingerprint {}: name a file", folder,
      like->run.suite, like->environment.fingerprint));
}

Result<Policy> policy_from(const std::string& file, const Policy& defaults) {
  if (file.empty()) return defaults;
  return read_policy(file, defaults);
}

}  // namespace bpfmark
