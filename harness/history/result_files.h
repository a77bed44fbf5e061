// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Result files by the names that a command line gives: files, and directories that hold them. Where
// one of many is broken the others are read all the same.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/error.h"

namespace bpfmark {

// A directory stands for the *.json below it, in the order of their paths; a name that begins with
// a dot is passed over. Bad input: nothing by that name, or a directory without a result.
Result<std::vector<std::filesystem::path>> find_result_files(const std::vector<std::string>& names);

// Calls `work(i)` for each i below `count`, on all CPUs; returns when all are done.
void on_all_cpus(std::size_t count, const std::function<void(std::size_t)>& work);

// Reads each file by `read`, on all CPUs, and calls `take` in the order of `files`, on this thread.
// Returns what could not be read, an error a file. A batch at a time: few enough that what they
// hold fits into memory, enough that threads are worth it.
template <typename T>
std::vector<Error> read_files(
    const std::vector<std::filesystem::path>& files,
    const std::function<Result<T>(const std::filesystem::path&)>& read,
    const std::function<void(const std::filesystem::path& file, T&& content)>& take) {
  constexpr std::size_t kBatch = 64;
  std::vector<Error> errors;
  for (std::size_t start = 0; start < files.size(); start += kBatch) {
    std::vector<std::optional<Result<T>>> contents(std::min(kBatch, files.size() - start));
    on_all_cpus(contents.size(), [&](std::size_t i) { contents[i] = read(files[start + i]); });
    for (std::size_t i = 0; i < contents.size(); ++i) {
      Result<T>& content = *contents[i];
      if (content) {
        take(files[start + i], std::move(*content));
      } else {
        errors.push_back(content.error());
      }
    }
  }
  return errors;
}

}  // namespace bpfmark
