// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Result files by the names that a command line gives: files, and directories that hold them. Where
// one of many is broken the others are read all the same.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/result/report.h"

namespace bpfmark {

// A directory stands for the *.json below it, in the order of their paths; a name that begins with
// a dot is passed over. Bad input: nothing by that name, or a directory without a result.
Result<std::vector<std::filesystem::path>> find_result_files(const std::vector<std::string>& names);

// Reads on all CPUs, and calls `take` in the order of `files`, on this thread. Returns what could
// not be read, an error a file.
using TakeReport = std::function<void(const std::filesystem::path& file, Report&& report)>;
std::vector<Error> read_result_files(const std::vector<std::filesystem::path>& files,
                                     const TakeReport& take);

}  // namespace bpfmark
