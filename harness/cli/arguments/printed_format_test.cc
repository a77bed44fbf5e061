// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/printed_format.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace bpfmark {
namespace {

TEST(PrintedFormat, IsATableOrWhatWasAskedFor) {
  EXPECT_EQ(printed_format("", ""), "table");
  EXPECT_EQ(printed_format("result.json", "csv"), "csv");
}

TEST(PrintedFormat, IsTheFileWhereThatIsStandardOutput) {
  EXPECT_EQ(printed_format("-", ""), "json");
  EXPECT_EQ(printed_format("-", "json"), "json");
  EXPECT_THROW(printed_format("-", "csv"), CLI::ValidationError);
}

}  // namespace
}  // namespace bpfmark
