// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/result_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <thread>
#include <utility>

#include "harness/result/report_json.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using Files = std::span<const fs::path>;

// Few enough at a time that their reports fit into memory, enough that threads are worth it.
constexpr std::size_t kBatch = 64;

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

Result<std::vector<fs::path>> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (is_hidden(entry->path())) {
      if (entry->is_directory(ignored)) entry.disable_recursion_pending();
    } else if (entry->path().extension() == ".json" && !entry->is_directory(ignored)) {
      files.push_back(entry->path());
    }
  }
  if (error) return bad_input(fmt::format("cannot read {}: {}", folder.string(), error.message()));
  if (files.empty()) {
    return bad_input(fmt::format("{} holds no result file (.json)", folder.string()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

using MaybeReports = std::vector<std::optional<Result<Report>>>;

MaybeReports read_batch(Files files) {
  MaybeReports reports(files.size());
  const std::size_t workers = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  std::vector<std::jthread> threads;
  for (std::size_t worker = 0; worker < std::min(workers, files.size()); ++worker) {
    threads.emplace_back([&reports, files, workers, worker] {
      for (std::size_t i = worker; i < files.size(); i += workers) {
        reports[i] = read_report(files[i]);
      }
    });
  }
  threads.clear();  // joins
  return reports;
}

}  // namespace

Result<std::vector<fs::path>> find_result_files(const std::vector<std::string>& names) {
  std::vector<fs::path> files;
  for (const std::string& name : names) {
    std::error_code ignored;
    if (!fs::is_directory(name, ignored)) {
      files.emplace_back(name);
      continue;
    }
    BPFMARK_ASSIGN(found, files_below(name));
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

std::vector<Error> read_result_files(const std::vector<fs::path>& files, const TakeReport& take) {
  std::vector<Error> errors;
  for (std::size_t start = 0; start < files.size(); start += kBatch) {
    const Files batch = Files(files).subspan(start, std::min(kBatch, files.size() - start));
    MaybeReports reports = read_batch(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Result<Report>& report = *reports[i];
      if (report) {
        take(batch[i], std::move(*report));
      } else {
        errors.push_back(report.error());
      }
    }
  }
  return errors;
}

}  // namespace bpfmark
