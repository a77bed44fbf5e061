// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the tests of the runner on the real kernel share.
#pragma once

#include <gtest/gtest.h>
#include <sched.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "harness/kernel/drive/kernel_runner.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/object/built_image_test.h"
#include "harness/sample/behaviour.h"

namespace bpfmark {

inline DriveObjects our_objects() {
  return {built_image("drive/driver"), built_image("drive/canary"), built_image("drive/queue"),
          built_image("fizzbuzz/pass")};
}

inline ProgramImage program_of(const char* object, const char* program = "") {
  return {built_image(object), program};
}

inline Bytes frame_from(const std::string& source) {
  FrameFields fields;
  fields.source = source;
  return need(build_frame(fields));
}

// 10.0.0.98: Fizz to every version.
inline Bytes fizz() {
  return frame_from("10.0.0.98");
}

inline std::unique_ptr<KernelRunner> runner_for(const std::vector<ProgramImage>& programs,
                                                const std::vector<Bytes>& frames = {fizz()},
                                                const std::vector<MapState>& maps = {},
                                                const DriveObjects& objects = our_objects()) {
  return need(KernelRunner::make(objects, programs, frames, maps));
}

// Blocks of all arms, as sampling takes them: each must do what was learnt.
inline void expect_good_blocks(Runner& runner, const Behaviour& behaviour,
                               std::uint32_t iterations) {
  for (std::size_t arm = 0; arm < runner.arms(); ++arm) {
    const Block block = need(runner.time_arm(arm, behaviour.drive, iterations, 0));
    EXPECT_EQ(BlockCheck(behaviour.arms[arm]).complaint(block, iterations, 0), "") << arm;
    EXPECT_TRUE(std::isfinite(block.ns_per_packet));
    // What the call itself costs is taken off: only where packets cost far more is the rest sure.
    if (iterations >= 500) {
      EXPECT_GT(block.ns_per_packet, 0);
    }
  }
}

class KernelRunnerTest : public KernelWithDriverTest {
 protected:
  void SetUp() override {
    KernelWithDriverTest::SetUp();
    // The runner wants a thread that stays where it is.
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(::sched_getcpu(), &set);
    ::sched_setaffinity(0, sizeof set, &set);
  }
};

}  // namespace bpfmark
