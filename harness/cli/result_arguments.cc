// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/result_arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "harness/cli/exit_code.h"
#include "harness/result/result_files.h"
#include "harness/result/timestamp.h"

namespace bpfmark {
namespace {

// Of a single file, its own error says all there is to say.
Result<void> check_any_read(const std::vector<std::filesystem::path>& files,
                            const std::vector<Error>& errors) {
  if (errors.size() < files.size()) return {};
  if (errors.size() == 1) return tl::unexpected<Error>(errors.front());
  Error error = errors.front();
  error.detail = fmt::format("none of the {} files could be read; this is the first", files.size());
  return tl::unexpected<Error>(error);
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
  BPFMARK_ASSIGN(files, find_result_files(names));
  HistoryBuilder builder;
  NamedHistory named;
  named.bad_files = read_result_files(
      files, [&builder](const auto&, Report&& report) { builder.add(std::move(report)); });
  BPFMARK_TRY(check_any_read(files, named.bad_files));
  named.history = std::move(builder).finish();
  return named;
}

Result<NamedReports> read_reports(const std::vector<std::string>& names) {
  BPFMARK_ASSIGN(files, find_result_files(names));
  NamedReports named;
  named.bad_files = read_result_files(files, [&named](const auto&, Report&& report) {
    named.reports.push_back(std::move(report));
  });
  BPFMARK_TRY(check_any_read(files, named.bad_files));
  std::stable_sort(named.reports.begin(), named.reports.end(),
                   [](const Report& a, const Report& b) { return order_of(a) < order_of(b); });
  // A directory and a file in it: one run, named twice.
  const auto twice = [](const Report& a, const Report& b) { return order_of(a) == order_of(b); };
  named.reports.erase(std::unique(named.reports.begin(), named.reports.end(), twice),
                      named.reports.end());
  return named;
}

Result<Report> read_latest(const std::string& folder, const Report* like) {
  BPFMARK_ASSIGN(files, find_result_files({folder}));
  std::optional<Report> latest;
  const auto errors = read_result_files(files, [&latest, like](const auto&, Report&& report) {
    if (like != nullptr && !is_other_run_of(report, *like)) return;
    if (!latest || order_of(*latest) < order_of(report)) latest = std::move(report);
  });
  report_bad_files(errors, true);
  if (latest) return std::move(*latest);
  if (like == nullptr) return bad_input(fmt::format("{} holds no result", folder));
  return bad_input(fmt::format(
      "{} holds no other result of suite '{}' on a machine of fingerprint {}: name a file", folder,
      like->run.suite, like->environment.fingerprint));
}

}  // namespace bpfmark
