// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/live/live_record.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace bpfmark {
namespace {

LiveRecord record_of_this_process() {
  LiveRecord record;
  record.process = ::getpid();
  record.process_started = start_of_process(::getpid());
  record.object = "some \"object\".bpf.o";
  record.program = {17, "v3", "0123456789abcdef", 123'456'789'012};
  record.mode = AttachMode::skb;
  return record;
}

TEST(LiveRecord, ComesBackAsItWas) {
  const LiveRecord record = record_of_this_process();
  EXPECT_EQ(record_from_text(record_text(record)), record);
}

TEST(LiveRecord, IsNoneWhereTheTextIsNot) {
  for (const char* text : {"", "{}", "[1]", "{\"process\": \"x\"}"}) {
    EXPECT_FALSE(record_from_text(text)) << text;
  }
}

TEST(LiveRecord, KnowsAProcessByItsStart) {
  LiveRecord record = record_of_this_process();
  EXPECT_GT(record.process_started, 0U);
  EXPECT_TRUE(owner_lives(record));
  ++record.process_started;  // the id was given to another one since
  EXPECT_FALSE(owner_lives(record));
}

}  // namespace
}  // namespace bpfmark
