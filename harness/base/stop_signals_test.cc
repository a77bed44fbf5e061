// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/base/stop_signals.h"

#include <gtest/gtest.h>

#include <csignal>

namespace bpfmark {
namespace {

TEST(StopSignalsTest, TellsTheFirstSignalAndSurvivesIt) {
  StopSignals signals;
  EXPECT_EQ(signals.received(), std::nullopt);
  ::kill(::getpid(), SIGTERM);
  EXPECT_EQ(signals.received(), SIGTERM);
  ::kill(::getpid(), SIGINT);
  EXPECT_EQ(signals.received(), SIGTERM);
}

}  // namespace
}  // namespace bpfmark
