// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/hexadecimal.h"

#include <gtest/gtest.h>

#include <vector>

namespace bpfmark {
namespace {

TEST(Hexadecimal, HasTwoDigitsAByte) {
  const std::vector<std::uint8_t> bytes = {0x00, 0x0a, 0xff};
  EXPECT_EQ(hexadecimal(bytes), "000aff");
  EXPECT_EQ(hexadecimal({}), "");
}

TEST(Hexadecimal, SaysWhereItStopsShort) {
  const std::vector<std::uint8_t> bytes = {0x01, 0x02, 0x03};
  EXPECT_EQ(hexadecimal(bytes, 3), "010203");
  EXPECT_EQ(hexadecimal(bytes, 2), "0102...");
  EXPECT_EQ(hexadecimal({}, 0), "");
}

}  // namespace
}  // namespace bpfmark
