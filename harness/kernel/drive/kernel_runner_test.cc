// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Runs of the real kernel on programs whose behaviour is known. No time is asserted.
#include "harness/kernel/drive/kernel_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "harness/base/temporary_folder_test.h"
#include "harness/kernel/drive/kernel_runner_fixture_test.h"
#include "harness/sample/sampling.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr std::uint32_t kDrop = 1, kPass = 2, kTx = 3;  // XDP actions

TEST_F(KernelRunnerTest, TheReferenceComesFirst) {
  auto runner = runner_for({program_of("fizzbuzz/v1_fizz"), program_of("fizzbuzz/v2_fizzbuzz")});
  EXPECT_EQ(runner->arms(), 3u);
  EXPECT_EQ(runner->frames(), 1u);
  EXPECT_EQ(runner->reach().driver, "inner loop") << runner->reach().why;
  const Observation reference = need(runner->observe(0, 0));
  EXPECT_EQ(reference.verdict, kPass);
  EXPECT_EQ(reference.output, fizz());
  EXPECT_THAT(reference.left, IsEmpty());
  for (const std::size_t arm : {1u, 2u}) {
    EXPECT_THAT(need(runner->observe(arm, 0)).left.at("messages").texts, ElementsAre("Fizz"));
  }
}

TEST_F(KernelRunnerTest, RepeatsWhatLeavesThePacketAlone) {
  auto runner = runner_for({program_of("fizzbuzz/v3_fibonacci"), program_of("fizzbuzz/v1_fizz")});
  const Behaviour behaviour = need(learn_behaviour(*runner, {fizz()}));
  EXPECT_EQ(behaviour.drive, Drive::repeat);
  expect_good_blocks(*runner, behaviour, 700);
}

TEST_F(KernelRunnerTest, RestoresForProgramsThatChangeThePacket) {
  for (const char* program : {"encapsulator", "rewriter"}) {
    SCOPED_TRACE(program);
    auto runner = runner_for({program_of("tests/rewriters", program)});
    const Behaviour behaviour = need(learn_behaviour(*runner, {fizz()}));
    EXPECT_EQ(behaviour.drive, Drive::restore);
    EXPECT_EQ(behaviour.arms[1].frames[0].verdict, kTx);
    EXPECT_THAT(behaviour.arms[1].warnings, IsEmpty());
    expect_good_blocks(*runner, behaviour, 3000);
    // Left alone it would be another program that is timed.
    const Block left_alone = need(runner->time_arm(1, Drive::repeat, 3000, 0));
    EXPECT_THAT(BlockCheck(behaviour.arms[1]).complaint(left_alone, 3000, 0),
                HasSubstr("returned"));
  }
}

TEST_F(KernelRunnerTest, RestoresThePacketsOfAMix) {
  const std::vector<Bytes> frames = {fizz(), frame_from("10.0.0.97"), frame_from("10.0.0.95"),
                                     frame_from("10.0.0.3"), Bytes(14)};
  auto runner = runner_for({program_of("fizzbuzz/v4_fibonacci_table")}, frames);
  const Behaviour behaviour = need(learn_behaviour(*runner, frames));
  EXPECT_EQ(behaviour.drive, Drive::restore);
  const BlockCheck check(behaviour.arms[1]);
  for (const std::size_t first : {0u, 1u, 4u}) {
    for (const Drive drive : {Drive::restore, Drive::single}) {
      const Block block = need(runner->time_arm(1, drive, 501, first));
      EXPECT_EQ(check.complaint(block, 501, first), "");
    }
  }
}

TEST_F(KernelRunnerTest, WarnsOfALimiterThatDropsInTheEnd) {
  auto runner = runner_for({program_of("tests/stateful", "strict_limit")});
  const Behaviour behaviour = need(learn_behaviour(*runner, {fizz()}));
  EXPECT_EQ(behaviour.drive, Drive::single);
  EXPECT_THAT(behaviour.arms[0].warnings, IsEmpty());
  EXPECT_THAT(behaviour.arms[1].warnings,
              ElementsAre(AllOf(HasSubstr("its state drifts"), HasSubstr("map 'passed'"))));
}

TEST_F(KernelRunnerTest, ClearsALimiterWhereTheSuiteSaysSo) {
  const std::vector<MapState> cleared = {{"passed", MapPreparation::clear, {}}};
  auto runner = runner_for({program_of("tests/stateful", "loose_limit")}, {fizz()}, cleared);
  const Behaviour behaviour = need(learn_behaviour(*runner, {fizz()}));
  EXPECT_EQ(behaviour.drive, Drive::repeat);
  EXPECT_THAT(behaviour.arms[1].warnings, IsEmpty());
  for (int i = 0; i < 3; ++i) expect_good_blocks(*runner, behaviour, 64);
  EXPECT_EQ(need(runner->time_arm(1, Drive::repeat, 65, 0)).verdict, kDrop);

  auto kept = runner_for({program_of("tests/stateful", "loose_limit")});
  const Behaviour drifting = need(learn_behaviour(*kept, {fizz()}));
  EXPECT_EQ(drifting.drive, Drive::single);
  EXPECT_THAT(drifting.arms[1].warnings, ElementsAre(HasSubstr("its state drifts")));
}

TEST_F(KernelRunnerTest, PutsStateBackBeforeEveryPacket) {
  MapState each{"passed", MapPreparation::clear};
  each.each_packet = true;
  auto runner = runner_for({program_of("tests/stateful", "strict_limit")}, {fizz()}, {each});
  EXPECT_FALSE(runner->offers(Drive::repeat));
  EXPECT_FALSE(runner->offers(Drive::restore));
  const Behaviour behaviour = need(learn_behaviour(*runner, {fizz()}));
  EXPECT_EQ(behaviour.drive, Drive::single);
  EXPECT_THAT(behaviour.arms[1].warnings, IsEmpty()) << "40 may pass, and each is the first";
  expect_good_blocks(*runner, behaviour, 100);
}

TEST_F(KernelRunnerTest, CountsWhatABlockLeavesExactly) {
  auto runner = runner_for({program_of("fizzbuzz/v1_fizz")});
  for (const Drive drive : {Drive::repeat, Drive::restore, Drive::single}) {
    for (const std::uint32_t iterations : {1u, 2u, 77u, 1024u}) {
      const Block block = need(runner->time_arm(1, drive, iterations, 0));
      EXPECT_EQ(block.left.at("messages"), iterations);
      EXPECT_EQ(block.lost_iterations, 0u);
      EXPECT_EQ(block.verdict, kPass);
    }
  }
  EXPECT_EQ(runner->room(1, "messages"), 1024u);
  EXPECT_EQ(need(runner->time_arm(1, Drive::repeat, 2000, 0)).left.at("messages"), 1024u)
      << "more than there is room for";
  EXPECT_THAT(need(runner->observe(1, 0)).left.at("messages").texts, ElementsAre("Fizz"))
      << "nothing of the block before";
}

TEST_F(KernelRunnerTest, ObservesManyIterationsAsTheyAreDriven) {
  auto runner = runner_for({program_of("tests/rewriters", "rewriter")});
  EXPECT_EQ(need(runner->observe_driven(1, Drive::repeat, 0, 2)).verdict, kDrop);
  EXPECT_EQ(need(runner->observe_driven(1, Drive::restore, 0, 2)).verdict, kTx);
  EXPECT_EQ(need(runner->observe_driven(1, Drive::single, 0, 2)).verdict, kTx);
}

TEST_F(KernelRunnerTest, FillsAQueueBeforeEachBlock) {
  const std::vector<MapState> full = {{"messages", MapPreparation::fill, {}}};
  auto runner = runner_for({program_of("fizzbuzz/v1_fizz")}, {fizz()}, full);
  EXPECT_EQ(runner->room(1, "messages"), std::nullopt);
  const Observation seen = need(runner->observe(1, 0));
  EXPECT_EQ(seen.verdict, kPass);
  EXPECT_THAT(seen.left, IsEmpty());
  const Behaviour behaviour = need(learn_behaviour(*runner, {fizz()}));
  EXPECT_EQ(behaviour.drive, Drive::repeat);
  expect_good_blocks(*runner, behaviour, 2000);
}

TEST_F(KernelRunnerTest, ReportsAMapThatGrows) {
  auto runner = runner_for({program_of("tests/stateful", "flow_table")});
  EXPECT_THAT(runner->lasting_changes(1), IsEmpty());
  need(runner->time_arm(1, Drive::repeat, 300, 0));
  EXPECT_THAT(runner->lasting_changes(1),
              ElementsAre(AllOf(HasSubstr("map 'flows' went from 0 to 300 entries"),
                                HasSubstr("\"clear\""))));
  EXPECT_THAT(runner->lasting_changes(0), IsEmpty());
  must(runner->place({1, 0}));
  EXPECT_THAT(runner->lasting_changes(1), IsEmpty()) << "a fresh load";

  const std::vector<MapState> cleared = {{"flows", MapPreparation::clear, {}}};
  auto tidy = runner_for({program_of("tests/stateful", "flow_table")}, {fizz()}, cleared);
  need(tidy->time_arm(1, Drive::repeat, 300, 0));
  EXPECT_THAT(tidy->lasting_changes(1), IsEmpty()) << "the suite sees to it";
}

TEST_F(KernelRunnerTest, PlacesAfresh) {
  auto runner = runner_for({program_of("tests/pinned"), program_of("fizzbuzz/v1_fizz")});
  EXPECT_EQ(need(runner->observe(1, 0)).verdict, kDrop) << "its first packet";
  EXPECT_EQ(need(runner->observe(1, 0)).verdict, kPass);
  for (const auto& order : {std::vector<std::size_t>{2, 0, 1}, {1, 2, 0}, {0, 1, 2}}) {
    must(runner->place(order));
    EXPECT_EQ(need(runner->observe(1, 0)).verdict, kDrop);
    EXPECT_THAT(need(runner->observe(2, 0)).left.at("messages").texts, ElementsAre("Fizz"));
  }
}

TEST_F(KernelRunnerTest, GoesOnWithTheProgramThatWasReadThoughItsFileIsReplaced) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "x.bpf.o";
  std::filesystem::copy_file(built_object("fizzbuzz/v1_fizz"), file);
  auto runner = runner_for({{need(read_image(file)), ""}});
  const Observation before = need(runner->observe(1, 0));
  std::filesystem::copy_file(built_object("fizzbuzz/pass"), file,
                             std::filesystem::copy_options::overwrite_existing);
  must(runner->place({0, 1}));
  const Observation after = need(runner->observe(1, 0));
  EXPECT_EQ(before.left.at("messages").amount, 1u);
  ASSERT_TRUE(after.left.contains("messages")) << "it is another program";
  EXPECT_EQ(after.left.at("messages").amount, 1u);
}

TEST_F(KernelRunnerTest, TimesTheCanary) {
  auto runner = runner_for({program_of("fizzbuzz/v1_fizz")});
  for (int i = 0; i < 20; ++i) {
    const Canary canary = need(runner->time_canary());
    EXPECT_TRUE(std::isfinite(canary.ns_per_packet));
    EXPECT_TRUE(std::isfinite(canary.elapsed_ns));
    EXPECT_GT(canary.elapsed_ns, 0);
  }
}

TEST_F(KernelRunnerTest, LoadsEveryArmWithFragsWhereOneHasThem) {
  auto runner =
      runner_for({program_of("tests/guard", "guard_frags"), program_of("fizzbuzz/v1_fizz")});
  EXPECT_EQ(runner->reach().driver, "inner loop") << runner->reach().why;
  EXPECT_TRUE(runner->offers(Drive::restore));
  const Block block = need(runner->time_arm(1, Drive::restore, 500, 0));
  EXPECT_EQ(block.verdict, kPass);
  EXPECT_EQ(block.lost_iterations, 0u);
  EXPECT_EQ(need(runner->time_arm(2, Drive::restore, 500, 0)).left.at("messages"), 500u);
}

TEST_F(KernelRunnerTest, SaysWhatItCannotMeasure) {
  const auto make = [](const std::vector<ProgramImage>& programs,
                       const std::vector<MapState>& maps) {
    const auto made = KernelRunner::make(our_objects(), programs, {fizz()}, maps);
    return made ? Error{ErrorKind::bad_input, "made", 0, {}} : made.error();
  };
  const Error rejected = make({program_of("tests/out_of_bounds")}, {});
  EXPECT_EQ(rejected.kind, ErrorKind::cannot_measure);
  EXPECT_THAT(rejected.message, HasSubstr("the verifier rejects program 'out_of_bounds'"));
  EXPECT_THAT(rejected.detail, HasSubstr("invalid access to packet"));
  EXPECT_THAT(make({program_of("tests/no_program")}, {}).message, HasSubstr("no_program.bpf.o"));
  EXPECT_THAT(make(std::vector<ProgramImage>(63, program_of("fizzbuzz/pass")), {}).message,
              HasSubstr("63 versions at once; at most 62 fit"));
  EXPECT_THAT(
      make({program_of("fizzbuzz/v1_fizz")}, {{"absent", MapPreparation::clear, {}}}).message,
      HasSubstr("it has: messages"));
}

TEST_F(KernelRunnerTest, CarriesTheMostVersionsThatFit) {
  auto runner = runner_for(std::vector<ProgramImage>(62, program_of("fizzbuzz/v1_fizz")));
  EXPECT_EQ(runner->arms(), 63u);
  EXPECT_EQ(need(runner->time_arm(62, Drive::repeat, 100, 0)).left.at("messages"), 100u);
}

// A real sampling loop on top, for as long as three placements take.
TEST_F(KernelRunnerTest, SamplesAreFinite) {
  auto runner =
      runner_for({program_of("fizzbuzz/v1_fizz"), program_of("fizzbuzz/v4_fibonacci_table")});
  const Behaviour behaviour = need(learn_behaviour(*runner, {fizz()}));
  const Plan plan{1000, 10, 1, 42};
  int placements = 0;
  double now_s = 0;
  const SamplingHooks hooks{[&] { return now_s += 1e-3; }, [](const Samples&) { return false; },
                            [&] { return placements == 3; }, [&](const Samples&) { ++placements; }};
  const Samples samples = need(take_samples(*runner, behaviour, plan, hooks));
  ASSERT_EQ(samples.placements.size(), 3u);
  for (const Placement& placement : samples.placements) {
    EXPECT_THAT(placement.rounds, Not(IsEmpty()));
    for (const Round& round : placement.rounds) {
      ASSERT_EQ(round.arm_ns.size(), 3u);
      EXPECT_TRUE(std::isfinite(round.canary_ns));
      for (const double ns : round.arm_ns) EXPECT_TRUE(std::isfinite(ns) && ns > 0) << ns;
    }
  }
}

}  // namespace
}  // namespace bpfmark
