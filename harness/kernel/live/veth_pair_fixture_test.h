// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// For tests that need a veth pair: one in private network namespaces, gone with the test.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "harness/kernel/live/veth_pair.h"

namespace bpfmark {

class KernelVethPairFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    auto pair = VethPair::make();
    if (!pair) GTEST_SKIP() << pair.error().message;
    pair_ = std::make_unique<VethPair>(std::move(*pair));
  }

  std::unique_ptr<VethPair> pair_;
};

}  // namespace bpfmark
