// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/profile_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/listing/profile_fixture_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

TEST(ProfileTable, CountsTheLinesThatHaveANumber) {
  Profile profile = sample_profile({"a();", "b();", "return;"}, 1);
  EXPECT_THAT(profile_to_markdown(profile), HasSubstr("3 of 3 lines were executed"));
  profile.programs[0].code.lines[0].line = 0;
  EXPECT_THAT(profile_to_markdown(profile), HasSubstr("2 of 2 lines were executed"));
}

TEST(ProfileTable, SaysWhichProgramHasNoLines) {
  Profile profile = sample_profile({"return;"}, 1);
  profile.object = "a.bpf.o";
  profile.program = "naked";
  profile.programs[0].code.lines.clear();
  EXPECT_THAT(profile_to_markdown(profile),
              HasSubstr("a.bpf.o has no BTF line information on 'naked'"));
}

}  // namespace
}  // namespace bpfmark
