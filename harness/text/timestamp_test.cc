// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/timestamp.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

TEST(Timestamp, CountsFromTheEpoch) {
  EXPECT_EQ(unix_seconds("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(unix_seconds("2026-01-02T03:04:05Z"), 1767323045);
  EXPECT_EQ(unix_seconds("2026-01-02T03:04:05.25Z"), 1767323045.25);
  EXPECT_EQ(unix_seconds("2026-01-02T05:04:05+02:00"), 1767323045);
  EXPECT_EQ(unix_seconds("2026-01-01T23:34:05-03:30"), 1767323045);
}

TEST(Timestamp, TakesNothingElse) {
  for (const char* text : {"", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02 03:04:05Z",
                           "2026-13-02T03:04:05Z", "2026-01-00T03:04:05Z", "2026-01-02T24:04:05Z",
                           "2026-01-02T03:60:05Z", "2026-01-02T03:04:05+24:00", "yesterday"}) {
    EXPECT_FALSE(unix_seconds(text)) << text;
  }
}

}  // namespace
}  // namespace bpfmark
