// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// That the self-test's checks find what is wrong.
#include "harness/campaign/live/live_arm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/kernel/live/veth_pair_fixture_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

const std::string kBpf = BPFMARK_BINARY_DIR "/bpf/";

class KernelLiveArmTest : public KernelVethPairFixture {
 protected:
  // The object under the name of a version, attached if asked for; what the check says.
  std::string complaint(const std::string& version, const std::string& object, bool attached,
                        const std::function<Result<void>(LiveArm&, LiveSender&)>& check) const {
    const auto result = pair_->in_receiver([&]() -> Result<void> {
      BPFMARK_ASSIGN(sender, LiveSender::load(kBpf + "drive/send.bpf.o", *pair_));
      BPFMARK_ASSIGN(image, read_image(kBpf + object));
      BPFMARK_ASSIGN(arm, LiveArm::load(version, {image, ""}));
      if (attached) {
        BPFMARK_TRY(arm->attach(pair_->receiver(), AttachMode::native, std::nullopt));
      }
      return check(*arm, sender);
    });
    return result ? "" : result.error().message;
  }
};

Result<void> arrival_from_bpf(LiveArm& arm, LiveSender& sender) {
  return arm.check_arrival(sender, false);
}

Result<void> a_block(LiveArm& arm, LiveSender& sender) {
  BPFMARK_TRY(arm.run_block(sender, 4096));
  return {};
}

TEST_F(KernelLiveArmTest, FindsNothingWrongWithAVersion) {
  EXPECT_EQ(complaint("v1", "fizzbuzz/v1_fizz.bpf.o", true, arrival_from_bpf), "");
  EXPECT_EQ(complaint("v1", "fizzbuzz/v1_fizz.bpf.o", true, a_block), "");
  EXPECT_EQ(complaint("pass", "fizzbuzz/pass.bpf.o", true, a_block), "");
}

TEST_F(KernelLiveArmTest, FindsAVersionThatSaysSomethingElse) {
  EXPECT_THAT(complaint("v2", "fizzbuzz/v1_fizz.bpf.o", true, arrival_from_bpf),
              HasSubstr("v2: message "));
  EXPECT_THAT(complaint("v2", "fizzbuzz/v1_fizz.bpf.o", true, a_block),
              HasSubstr("messages were said, but"));
}

TEST_F(KernelLiveArmTest, FindsFramesThatNoProgramSaw) {
  EXPECT_EQ(complaint("v1", "fizzbuzz/v1_fizz.bpf.o", false, a_block),
            "v1: 4096 frames were sent, but 0 packets seen by the program and 0 frames dropped by "
            "the pair");
}

}  // namespace
}  // namespace bpfmark
