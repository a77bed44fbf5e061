// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a report is made from: files of results and of profiles, told apart by what is in them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include "harness/base/error.h"
#include "harness/listing/annotated_profile.h"
#include "harness/result/report.h"

namespace bpfmark {

using ReportInput = std::variant<Report, AnnotatedProfile>;

// `source` names the text in messages. Bad input: as report_from_json() and, of a profile,
// annotated_profile().
Result<ReportInput> report_input_from_json(std::string_view text, const std::string& source);

// At most kMaxReportBytes.
Result<ReportInput> read_report_input(const std::filesystem::path& path);

}  // namespace bpfmark
