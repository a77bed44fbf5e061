// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/drive/shared_driver.h"

#include <gtest/gtest.h>

#include "bpf/drive/drive.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/object/built_image_test.h"
#include "harness/kernel/program/test_run.h"

namespace bpfmark {
namespace {

using KernelSharedDriverTest = KernelWithDriverTest;

RestoredFrame frame_of(std::size_t bytes, std::uint8_t fill) {
  return {Bytes(bytes, fill), bytes};
}

SharedDriver shared_with_room(std::size_t frames, std::size_t frame_bytes) {
  return SharedDriver(built_image("drive/driver"), {frames, frame_bytes});
}

TEST_F(KernelSharedDriverTest, IsOneDriverUntilItIsRenewed) {
  SharedDriver shared = shared_with_room(2, 128);
  const auto first = need(shared.with({frame_of(64, 1)}, false));
  EXPECT_EQ(need(shared.with({frame_of(128, 2), frame_of(64, 3)}, false)), first);
  shared.renew();
  EXPECT_NE(need(shared.with({frame_of(64, 1)}, false)), first);
}

TEST_F(KernelSharedDriverTest, IsAnotherOneWhereTheOldDoesNotFit) {
  SharedDriver shared = shared_with_room(1, 64);
  const auto small = need(shared.with({frame_of(64, 1)}, false));
  const auto longer = need(shared.with({frame_of(65, 1)}, false));
  EXPECT_NE(longer, small);
  const auto more = need(shared.with({frame_of(64, 1), frame_of(64, 1)}, false));
  EXPECT_NE(more, longer);
  EXPECT_NE(need(shared.with({frame_of(64, 1)}, true)), more) << "xdp.frags";
}

// The driver puts back what it was given last, not what an earlier packet left in its map.
TEST_F(KernelSharedDriverTest, RestoresTheFramesOfTheLastPacket) {
  SharedDriver shared = shared_with_room(2, 256);
  need(shared.with({frame_of(256, 0xaa), frame_of(128, 0xbb)}, false));
  const auto driver = need(shared.with({frame_of(64, 0x11)}, false));
  Object pass = need(Object::open(built_object("fizzbuzz/pass"), ""));
  must(pass.load(false));
  must(driver->set_arm(0, pass.program_fd()));
  const DriverCall call = driver->select(0, 1, 0, 3);
  const auto outcome = need(test_run(call.program_fd, Bytes(200, 0x22), call.repeat));
  EXPECT_EQ(driver->failures(), 0U);
  EXPECT_EQ(outcome.output, Bytes(64, 0x11));
}

}  // namespace
}  // namespace bpfmark
