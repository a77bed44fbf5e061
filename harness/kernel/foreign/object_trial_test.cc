// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/foreign/object_trial.h"

#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/temporary_folder_test.h"
#include "harness/kernel/foreign/foreign_objects.h"
#include "harness/kernel/foreign/mutated_objects_test.h"
#include "harness/kernel/object/built_image_test.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

ProgramImage image_of(const std::string& bytes) {
  return {std::make_shared<const ObjectImage>(ObjectImage{"x.bpf.o", bytes, ""}), ""};
}

TEST(ObjectTrial, PassesWhatIsWhole) {
  for (const char* name : {"fizzbuzz/v3_fibonacci", "tests/chained", "tests/pinned",
                           "tests/load_balancer", "drive/driver", "tests/classifier"}) {
    EXPECT_TRUE(try_program({built_image(name), ""})) << name;
  }
}

// What says best why it cannot be opened is opening it.
TEST(ObjectTrial, PassesWhatIsRefusedInGoodOrder) {
  const std::string whole = built_image("fizzbuzz/pass")->bytes;
  for (const std::string& bytes : {std::string(), std::string("int x;\n"), std::string(4096, '\0'),
                                   "!<arch>\n" + whole, whole.substr(0, 64)}) {
    EXPECT_TRUE(try_program(image_of(bytes)));
  }
  EXPECT_TRUE(try_program({built_image("tests/guard"), ""})) << "several to choose from";
  EXPECT_TRUE(try_program({built_image("tests/guard"), "absent"}));
}

using KernelObjectTrialTest = KernelTest;

// libbpf 1.1 frees twice what it put together of a program and a subprogram without relocations.
TEST_F(KernelObjectTrialTest, RefusesWhatLibbpfDoesNotSurviveLoading) {
  std::vector<Mutant> dropped;
  Mutator("counted_calls", built_image("tests/counted_calls")->bytes, 1).drop_sections(dropped);
  std::vector<std::string> refusals;
  for (const Mutant& mutant : dropped) {
    const auto tried = try_program(image_of(mutant.bytes));
    if (!tried) refusals.push_back(tried.error().message);
    if (!tried) {
      EXPECT_EQ(tried.error().kind, ErrorKind::bad_input);
    }
  }
  if (libbpf_major_version() == 1 && libbpf_minor_version() > 1) {
    GTEST_SKIP() << "this libbpf survives it";
  }
  ASSERT_FALSE(refusals.empty());
  EXPECT_THAT(refusals.front(), AllOf(HasSubstr("x.bpf.o is damaged"), HasSubstr("compile it")));
}

TEST(ForeignObjects, AreReadOnce) {
  const TemporaryFolder folder;
  const auto file = folder.write("x.bpf.o", built_image("fizzbuzz/pass")->bytes);
  ForeignObjects objects;
  const ProgramImage first = need(objects.read({file, ""}));
  folder.write("x.bpf.o", "something else");
  const ProgramImage again = need(objects.read({file, "pass"}));
  EXPECT_EQ(again.object, first.object);
  EXPECT_EQ(again.program, "pass");
  EXPECT_NE(need(ForeignObjects().read({file, ""})).object->sha256, first.object->sha256);
}

}  // namespace
}  // namespace bpfmark
