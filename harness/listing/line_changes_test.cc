// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/listing/line_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/listing/annotated_source.h"
#include "harness/listing/lcov.h"
#include "harness/listing/profile_fixture_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(LineChanges, MatchesWhatStayedAndShowsWhatCame) {
  const Profile base = sample_profile({"a();", "old();", "return;"}, 1);
  const Profile new_version = sample_profile({"a();", "new1();", "new2();", "return;"}, 1);
  const auto before = annotated_lines(base);
  const auto now = annotated_lines(new_version);
  const auto changes = match_lines(before, now);
  ASSERT_EQ(changes.size(), 5U);
  EXPECT_EQ(changes[0].base->figure.text, "a();");
  EXPECT_EQ(changes[0].new_version->figure.text, "a();");
  EXPECT_EQ(changes[1].base->figure.text, "old();");
  EXPECT_EQ(changes[1].new_version, nullptr);
  EXPECT_EQ(changes[4].base->figure.text, "return;");
  const std::string text = changes_by_line(base, new_version, false);
  EXPECT_THAT(text, HasSubstr("                    1         +1  new1();\n"));
  EXPECT_THAT(text, HasSubstr("         1                    -1  old();\n"));
  EXPECT_THAT(text, HasSubstr("         1          1             a();\n"));
}

TEST(LineChanges, EscapesWhatCouldRewriteTheScreen) {
  const Profile profile = sample_profile({"\x1b[2J", "return;"}, 1);
  EXPECT_THAT(changes_by_line(profile, profile, false), Not(HasSubstr("\x1b")));
  EXPECT_THAT(annotated_source(profile, false), Not(HasSubstr("\x1b")));
}

TEST(AnnotatedSource, GivesMeansOverFramesAndShares) {
  const Profile profile = sample_profile({"a();", "return;"}, 4);
  const auto lines = annotated_lines(profile);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_DOUBLE_EQ(lines[0].share, 0.5);
  EXPECT_TRUE(lines[0].covered);
  EXPECT_THAT(annotated_source(profile, false),
              HasSubstr("        1   50.0 %         1      1  a();"));
}

TEST(Lcov, ListsEachLineAndFunction) {
  EXPECT_EQ(profile_to_lcov(sample_profile({"a();", "return;"}, 3)),
            "TN:bpfmark\nSF:src/a.c\nFN:1,sample\nFNDA:6,sample\nFNF:1\nFNH:1\nDA:1,6\nDA:2,6\n"
            "LF:2\nLH:2\nend_of_record\n");
  EXPECT_EQ(profile_to_lcov(sample_profile({"a();", "return;"}, 0)),
            "TN:bpfmark\nSF:src/a.c\nFN:1,sample\nFNDA:0,sample\nFNF:1\nFNH:0\nDA:1,0\nDA:2,0\n"
            "LF:2\nLH:0\nend_of_record\n");
}

TEST(Lcov, IsEmptyWithoutLines) {
  Profile profile = sample_profile({"a();", "return;"}, 3);
  profile.programs[0].code.lines.clear();
  EXPECT_EQ(profile_to_lcov(profile), "");
}

}  // namespace
}  // namespace bpfmark
