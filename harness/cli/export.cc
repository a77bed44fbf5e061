// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verb `export`: results in the formats of other tools, and in the small form of a history.
#include <fmt/format.h>

#include <memory>

#include "harness/base/file.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/option_checks.h"
#include "harness/cli/arguments/result_arguments.h"
#include "harness/cli/verbs.h"
#include "harness/export/bmf.h"
#include "harness/export/csv.h"
#include "harness/export/gab.h"
#include "harness/export/gbench.h"
#include "harness/export/openmetrics.h"
#include "harness/result/file/history_form.h"

namespace bpfmark {
namespace {

constexpr std::size_t kMaxPageBytes = std::size_t{256} << 20;

struct ExportArguments {
  std::string format;
  std::vector<std::string> results;
  std::string output = "-";
  std::string page;  // data.js
  bool without_time = false;
  bool skip_bad = false;
};

using OneReport = Result<std::string> (*)(const Report&);

// The format has no time stamps: which of two results would count?
Result<std::string> of_one(const ExportArguments& arguments, const std::vector<Report>& reports,
                           OneReport to_text) {
  if (reports.size() == 1) return to_text(reports.front());
  return bad_input(fmt::format(
      "the format {} holds one result, and there are {}: name one file, or use openmetrics or csv",
      arguments.format, reports.size()));
}

Result<std::string> exported(const ExportArguments& arguments, const std::vector<Report>& reports) {
  const std::string& format = arguments.format;
  if (format == "openmetrics") return reports_to_openmetrics(reports, !arguments.without_time);
  if (format == "csv") return reports_to_csv(reports);
  if (format == "bmf") return of_one(arguments, reports, report_to_bmf);
  if (format == "gab") return of_one(arguments, reports, report_to_gab);
  return of_one(arguments, reports, report_to_gbench);
}

Result<void> append_to_page(const ExportArguments& arguments, const std::vector<Report>& reports) {
  std::string before;
  if (std::filesystem::exists(arguments.page)) {
    BPFMARK_ASSIGN(text, read_file(arguments.page, kMaxPageBytes));
    before = std::move(text);
  }
  auto page = append_to_gab_page(before, reports);
  if (!page) {
    page.error().message = fmt::format("{}: {}", arguments.page, page.error().message);
    return Failure(page.error());
  }
  return write_file(arguments.page, *page);
}

// Letters, digits, dot, dash and underscore of a text that names a file.
std::string file_part(const std::string& text, std::size_t limit) {
  std::string part;
  for (const char c : text.substr(0, limit)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || (c == '.' && !part.empty());
    part += plain ? c : '_';
  }
  return part;
}

// One file a run, under its month: nothing is ever written twice, so that two branches that both
// added runs merge without a conflict.
Result<void> add_to_history(const ExportArguments& arguments, const std::vector<Report>& reports) {
  for (const Report& report : reports) {
    BPFMARK_ASSIGN(text, report_to_history(report));
    const std::filesystem::path folder =
        std::filesystem::path(arguments.output) / file_part(report.run.started_at, 7);
    const std::filesystem::path file =
        folder / fmt::format("{}-{}.json", file_part(report.run.id, 64),
                             file_part(report.environment.fingerprint, 8));
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
      return bad_input(fmt::format("cannot write {}: {}", folder.string(), error.message()));
    if (std::filesystem::exists(file)) continue;
    BPFMARK_TRY(write_file(file, text));
    fmt::print("{}\n", file.string());
  }
  return {};
}

Result<void> check_options(const ExportArguments& arguments) {
  if (!arguments.page.empty() && arguments.format != "gab") {
    return bad_input("--append is for the format gab alone");
  }
  if (arguments.without_time && arguments.format != "openmetrics") {
    return bad_input("--without-time is for the format openmetrics alone");
  }
  if (arguments.format == "history" && arguments.output == "-") {
    return bad_input("the format history writes a file a run: name a directory by -o");
  }
  return {};
}

Result<void> write_export(const ExportArguments& arguments, const std::vector<Report>& reports) {
  if (!arguments.page.empty()) return append_to_page(arguments, reports);
  if (arguments.format == "history") return add_to_history(arguments, reports);
  BPFMARK_ASSIGN(text, exported(arguments, reports));
  return write_file(arguments.output, text);
}

int export_results(const ExportArguments& arguments) {
  if (const auto checked = check_options(arguments); !checked) return report_error(checked.error());
  const auto named = read_reports(arguments.results);
  if (!named) return report_error(named.error());
  const int code = report_bad_files(named->bad_files, arguments.skip_bad);
  const auto written = write_export(arguments, named->reports);
  return written ? code : report_error(written.error());
}

}  // namespace

Verb export_verb() {
  const auto arguments = std::make_shared<ExportArguments>();
  return {
      .name = "export",
      .summary = "Results in the formats of other tools",
      .options =
          {
              {.names = "--format",
               .target = &arguments->format,
               .help = "bmf: Bencher; gab: github-action-benchmark; gbench: Google Benchmark; "
                       "openmetrics: Prometheus; csv; history: small files for a repository",
               .value = "FORMAT",
               .required = true,
               .choices = {"bmf", "gab", "gbench", "openmetrics", "csv", "history"}},
              {.names = "-o,--output",
               .target = &arguments->output,
               .help = "write it here; with history: the directory",
               .default_text = "standard output",
               .value = "FILE",
               .check = check_not_empty},
              {.names = "--append",
               .target = &arguments->page,
               .help = "with gab: add the results to the page's data.js, which is made where "
                       "missing",
               .value = "FILE",
               .check = check_not_empty},
              {.names = "--without-time",
               .target = &arguments->without_time,
               .help = "with openmetrics: no time stamps, as the Pushgateway wants it"},
              {.names = "--skip-bad",
               .target = &arguments->skip_bad,
               .help = "exit 0 though a file could not be read"},
          },
      .positionals = {{.names = "RESULT",
                       .target = &arguments->results,
                       .help = "result files (.json), or directories of them",
                       .required = true}},
      .examples = {"bpfmark export --format bmf result.json",
                   "bpfmark export --format gab --append docs/bench/data.js result.json",
                   "bpfmark export --format openmetrics results/history -o history.om",
                   "bpfmark export --format history result.json -o results/history"},
      .action = [arguments] { return export_results(*arguments); },
  };
}

}  // namespace bpfmark
