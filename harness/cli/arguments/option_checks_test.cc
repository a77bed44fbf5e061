// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/option_checks.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

TEST(OptionChecks, Seconds) {
  for (const char* good : {"0.1", "1", "2.5", "1e3", "86400"}) {
    EXPECT_EQ(check_seconds(good), "") << good;
  }
  for (const char* bad :
       {"", "0", "0.09", "-1", "nan", "NaN", "-nan", "inf", "1e400", "86401", "5s", "one", "1,5"}) {
    EXPECT_NE(check_seconds(bad), "") << bad;
  }
}

TEST(OptionChecks, Seed) {
  for (const char* good : {"0", "42", "18446744073709551615"}) {
    EXPECT_EQ(check_seed(good), "") << good;
  }
  for (const char* bad : {"", "-1", "+1", "18446744073709551616", "1.5", "0x10", "seed"}) {
    EXPECT_NE(check_seed(bad), "") << bad;
  }
}

TEST(OptionChecks, NotEmpty) {
  EXPECT_EQ(check_not_empty("-"), "");
  EXPECT_NE(check_not_empty(""), "");
}

}  // namespace
}  // namespace bpfmark
