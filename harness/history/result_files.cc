// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/history/result_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

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

void on_all_cpus(std::size_t count, const std::function<void(std::size_t)>& work) {
  const std::size_t workers = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  std::vector<std::jthread> threads;
  for (std::size_t worker = 0; worker < std::min(workers, count); ++worker) {
    threads.emplace_back([&work, count, workers, worker] {
      for (std::size_t i = worker; i < count; i += workers) work(i);
    });
  }
}

}  // namespace bpfmark
