// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/program/program_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/program/test_run.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal(const std::string& object, const std::string& program, ProgramTypes types) {
  const auto opened = Object::open(built_object(object), program, types);
  return opened ? "" : opened.error().message;
}

TEST(ProgramChoice, LeavesOutWhatOnlyAMapCanRun) {
  EXPECT_THAT(refusal("tests/chained", "", ProgramTypes::xdp),
              AllOf(HasSubstr("before"), HasSubstr("after"), Not(HasSubstr("on_device"))));
  EXPECT_THAT(refusal("tests/chained", "on_device", ProgramTypes::xdp),
              HasSubstr("is of type xdp, attach type xdp_devmap (section \"xdp/devmap\"): it runs "
                        "from a map alone"));
}

TEST(ProgramChoice, SaysThatTcProgramsCanBeCounted) {
  EXPECT_THAT(refusal("tests/nat", "", ProgramTypes::xdp), HasSubstr("bpfmark profile"));
  EXPECT_EQ(refusal("tests/nat", "", ProgramTypes::packet), "");
}

// libbpf 1.1, Debian 12's, knows no SEC("tcx/...").
TEST(ProgramChoice, KnowsTheSectionsOfTcPrograms) {
  for (const char* program : {"at_ingress", "of_old", "an_action"}) {
    EXPECT_EQ(refusal("tests/tc_sections", program, ProgramTypes::packet), "");
  }
  EXPECT_THAT(refusal("tests/tc_sections", "of_old", ProgramTypes::xdp),
              HasSubstr("is of type sched_cls (section \"classifier/mine\")"));
  EXPECT_THAT(refusal("tests/tc_sections", "unknown", ProgramTypes::packet),
              AllOf(HasSubstr("is in section \"whatever\", which libbpf"),
                    HasSubstr("name it \"xdp\" or \"tc\"")));
  EXPECT_THAT(refusal("tests/tc_sections", "", ProgramTypes::xdp),
              HasSubstr("it has: at_ingress (tcx/ingress), of_old (classifier/mine)"));
}

class KernelProgramChoiceTest : public KernelTest {};

TEST_F(KernelProgramChoiceTest, AMapThatTheObjectFillsBringsItsPrograms) {
  auto object = need(Object::open(built_object("tests/chained"), "before"));
  must(object.load(false));
  EXPECT_EQ(need(test_run(object.program_fd(), Bytes(64, 0), 1)).verdict, 3U) << "XDP_TX";
  auto otherwise = need(Object::open(built_object("tests/chained_otherwise"), "before"));
  must(otherwise.load(false));
  EXPECT_EQ(need(object.info()).tag, need(otherwise.info()).tag);
  EXPECT_NE(need(object.signature()), need(otherwise.signature()))
      << "what a tail call reaches is part of the program";
}

TEST_F(KernelProgramChoiceTest, TheySharePacketsOfSeveralBuffersOrNone) {
  auto object = need(Object::open(built_object("tests/chained"), "before"));
  must(object.load(true));
}

}  // namespace
}  // namespace bpfmark
