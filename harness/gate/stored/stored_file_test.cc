// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Result files that somebody edited: what the reader lets pass must still compare without harm.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "harness/base/file.h"
#include "harness/gate/stored/stored.h"
#include "harness/result/file/report_json.h"
#include "harness/result/sample_report_test.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class StoredFile : public ::testing::Test {
 protected:
  StoredFile() {
    std::string name = (std::filesystem::temp_directory_path() / "bpfmark-stored-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~StoredFile() override { std::filesystem::remove_all(folder_); }

  // The sample report with `from` replaced by `to`, once, as a file.
  std::filesystem::path edited(const std::string& from, const std::string& to) const {
    std::string text = report_to_json(full_report());
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    const std::filesystem::path path = folder_ / "edited.json";
    EXPECT_TRUE(write_file(path, text));
    return path;
  }

  std::filesystem::path folder_;
};

TEST_F(StoredFile, AResultAgainstItselfIsUnchanged) {
  const Report report = read_report(edited("", "")).value();
  const auto compared = compare_stored(report, report, Policy(), {});
  ASSERT_TRUE(compared) << compared.error().message;
  // Two placements a row: intervals reach far, but no row may change.
  for (const Comparison& row : compared->comparisons) {
    EXPECT_EQ(row.difference, 0) << row.metric;
    EXPECT_NE(row.verdict, Verdict::regressed) << row.metric;
    EXPECT_NE(row.verdict, Verdict::improved) << row.metric;
  }
}

TEST_F(StoredFile, WhatIsNoResultIsNamedWithItsPlace) {
  const struct {
    const char* from;
    const char* to;
    const char* place;
  } table[] = {
      {R"("schema_version": 1)", R"("schema_version": 2)", "$.schema_version"},
      {R"("value": 45.8)", R"("value": NaN)", "line "},
      {R"("value": 45.8)", R"("value": 1e999)", "edited.json"},
      {R"("value": 45.8)", R"("value": "45.8")", "$.benchmarks[0].metrics.ns_per_packet.value"},
      {R"("value": 45.8)", R"("value": -45.8)", "$.benchmarks[0].metrics.ns_per_packet.value"},
      {R"("value": 52)", R"("value": -52)", "$.benchmarks[0].metrics.xlated_insns.value"},
      {R"("exact": false)", R"("exact": "no")", "$.benchmarks[0].metrics.ns_per_packet.exact"},
      {R"("maps/hash/lookup")", R"("fizzbuzz/v2/none")", "$.benchmarks[1].name"},
      {R"("suite": "fizzbuzz")", R"("suite": 1)", "$.run.suite"},
  };
  for (const auto& each : table) {
    const auto report = read_report(edited(each.from, each.to));
    ASSERT_FALSE(report) << each.to;
    EXPECT_EQ(report.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(report.error().message, AllOf(HasSubstr("edited.json"), HasSubstr(each.place)));
  }
}

TEST_F(StoredFile, StrangeNumbersThatMayBeReadNeverMakeAVerdictOfNothing) {
  const Report base = full_report();
  for (const char* placements :
       {"[]", "[1.9]", "[1.9, 1.9, 1.9]", "[-1.7e308, 1.7e308]", "[0, 3.8]", "[1e-320, 3.8]"}) {
    Report new_version = base;
    std::string text = report_to_json(base);
    const std::size_t metric = text.find("\"ns_per_packet_net\"");
    const std::size_t begin = text.find('[', metric);
    text.replace(begin, text.find(']', begin) + 1 - begin, placements);
    new_version = report_from_json(text, "fresh").value();
    const auto compared = compare_stored(base, new_version, Policy(), {});
    ASSERT_TRUE(compared) << placements;
    for (const Comparison& row : compared->comparisons) {
      const bool is_edited = row.metric == "ns_per_packet_net";
      EXPECT_EQ(row.verdict == Verdict::inconclusive, is_edited || !row.exact) << placements;
    }
  }
}

}  // namespace
}  // namespace bpfmark
