// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/printed_format.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

TEST(PrintedFormat, IsATableOrWhatWasAskedFor) {
  EXPECT_EQ(*printed_format("", ""), "table");
  EXPECT_EQ(*printed_format("result.json", "csv"), "csv");
}

TEST(PrintedFormat, IsTheFileWhereThatIsStandardOutput) {
  EXPECT_EQ(*printed_format("-", ""), "json");
  EXPECT_EQ(*printed_format("-", "json"), "json");
  const auto refused = printed_format("-", "csv");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "--format: -o - prints JSON: name a file, or leave csv");
}

}  // namespace
}  // namespace bpfmark
