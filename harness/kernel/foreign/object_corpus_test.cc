// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the command does with objects from outside, on damaged ones: nothing may crash or hang.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>

#include "harness/base/sha256.h"
#include "harness/kernel/foreign/mutated_objects_test.h"
#include "harness/kernel/foreign/object_trial.h"
#include "harness/kernel/object/built_image_test.h"
#include "harness/kernel/object/compiler.h"
#include "harness/kernel/program/object.h"
#include "harness/kernel/rewrite/hooked_load.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Tally {
  int refused_by_trial = 0;
  int opened = 0;
  int loaded = 0;
};

template <typename T>
bool in_good_order(const Result<T>& result, const std::string& path) {
  if (result) return true;
  EXPECT_NE(result.error().kind, ErrorKind::interrupted);
  EXPECT_THAT(result.error().message, AllOf(HasSubstr(path), Not(HasSubstr("\n"))));
  return false;
}

// As `run`, `gate` and `profile` do.
void use(const ProgramImage& program, Tally& tally) {
  const std::string path = program.object->path;
  if (!in_good_order(try_program(program), path)) {
    ++tally.refused_by_trial;
    return;
  }
  compiler_of(*program.object);
  in_good_order(xdp_programs(*program.object), path);
  auto object = Object::open(program);
  if (!in_good_order(object, path)) return;
  ++tally.opened;
  if (!why_no_xdp().empty()) return;
  if (in_good_order(object->load_with_statistics(object->wants_frags()), path)) {
    ++tally.loaded;
    EXPECT_TRUE(object->info().has_value());
    EXPECT_TRUE(object->signature().has_value());
    object->maps();
  }
  in_good_order(load_hooked(program, OtherPrograms::of_program_maps, nullptr), path);
}

class ObjectCorpusTest : public ::testing::TestWithParam<const char*> {};

TEST_P(ObjectCorpusTest, NeitherCrashesNorHangs) {
  Tally tally;
  const std::vector<Mutant> mutants = mutants_of(GetParam(), built_image(GetParam())->bytes);
  for (const Mutant& mutant : mutants) {
    SCOPED_TRACE(mutant.name);
    const auto image = std::make_shared<const ObjectImage>(
        ObjectImage{"/damaged.bpf.o", mutant.bytes, sha256_of(mutant.bytes)});
    use({image, ""}, tally);
  }
  std::cout << mutants.size() << " objects: " << tally.refused_by_trial << " refused by the trial, "
            << tally.opened << " opened, " << tally.loaded << " loaded\n";
  EXPECT_GT(tally.opened, 10) << "damage that nothing survives tests nothing";
}

INSTANTIATE_TEST_SUITE_P(, ObjectCorpusTest,
                         ::testing::Values("tests/stack", "fizzbuzz/v3_fibonacci",
                                           "tests/map_types", "tests/load_balancer"),
                         [](const auto& one) {
                           const std::string name = one.param;
                           return name.substr(name.find('/') + 1);
                         });

}  // namespace
}  // namespace bpfmark
