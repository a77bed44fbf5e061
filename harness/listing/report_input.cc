// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/listing/report_input.h"

#include "harness/base/file.h"
#include "harness/json/json_reader.h"
#include "harness/result/file/report_json.h"

namespace bpfmark {

Result<ReportInput> report_input_from_json(std::string_view text, const std::string& source) {
  ReportInput input;
  BPFMARK_TRY(read_json(text, source, [&](const ReportObject& document) {
    if (is_profile(document)) {
      input = annotated_profile(document);
    } else {
      input = report_of_document(document);
    }
  }));
  return input;
}

Result<ReportInput> read_report_input(const std::filesystem::path& path) {
  BPFMARK_ASSIGN(text, read_file(path, kMaxReportBytes));
  return report_input_from_json(text, path.string());
}

}  // namespace bpfmark
