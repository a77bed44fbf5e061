// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/live_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bpfmark {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Pair;

LiveTotals totals(double time_s, std::uint64_t messages, std::uint64_t lost, std::uint64_t packets,
                  std::uint64_t run_ns) {
  return {time_s, messages, lost, packets, run_ns};
}

TEST(LiveRates, AreDifferencesOverTime) {
  const LiveRates rates =
      rates_between(totals(1, 100, 10, 1000, 50'000), totals(3, 300, 16, 5000, 450'000), 20);
  EXPECT_DOUBLE_EQ(rates.time_s, 3);
  EXPECT_THAT(rates.messages_per_s, Optional(DoubleEq(100)));
  EXPECT_THAT(rates.lost_per_s, Optional(DoubleEq(3)));
  EXPECT_THAT(rates.packets_per_s, Optional(DoubleEq(2000)));
  EXPECT_THAT(rates.ns_per_packet, Optional(DoubleEq(80)));  // 400 us over 4000, less 20 ns
}

TEST(LiveRates, AreUnknownWithoutPacketsOrTime) {
  const LiveRates idle = rates_between(totals(1, 0, 0, 7, 70), totals(2, 0, 0, 7, 70), 20);
  EXPECT_THAT(idle.packets_per_s, Optional(DoubleEq(0)));
  EXPECT_FALSE(idle.ns_per_packet);
  const LiveRates instant = rates_between(totals(1, 0, 0, 0, 0), totals(1, 5, 5, 5, 5), 20);
  EXPECT_FALSE(instant.messages_per_s);
  LiveTotals uncounted;
  uncounted.time_s = 2;
  EXPECT_FALSE(rates_between({}, uncounted, 0).lost_per_s);
}

TEST(MessageCounts, KeepsTheMostFrequentFirst) {
  MessageCounts counts;
  for (const char* text : {"Buzz", "Fizz", "Fizz"}) counts.add(text);
  EXPECT_THAT(counts.by_frequency(), ElementsAre(Pair("Fizz", 2), Pair("Buzz", 1)));
  EXPECT_EQ(counts.total(), 3U);
}

TEST(MessageCounts, CountsTogetherWhatIsTooMuch) {
  MessageCounts counts;
  for (std::size_t i = 0; i < MessageCounts::kMaxTexts + 5; ++i) counts.add(std::to_string(i));
  EXPECT_EQ(counts.by_frequency().size(), MessageCounts::kMaxTexts);
  EXPECT_EQ(counts.others(), 5U);
  EXPECT_EQ(counts.total(), MessageCounts::kMaxTexts + 5);
}

TEST(LiveLines, AreAnObjectALineInJson) {
  const std::string line = message_line(1.5, "a \"quoted\" \xff message", LiveFormat::json);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["event"], "message");
  EXPECT_EQ(json["time_s"], 1.5);
}

TEST(LiveLines, DoNotSteerTheTerminal) {
  const std::string line = message_line(0, "\x1b[2Jgone\n", LiveFormat::table);
  EXPECT_THAT(line, Not(HasSubstr("\x1b")));
  EXPECT_THAT(line, HasSubstr("\\x1b[2Jgone\\x0a"));
}

TEST(LiveLines, SayUnknownAndNeverZeroForWhatIsNotCounted) {
  LiveTotals none;
  none.time_s = 1;
  const LiveRates rates = rates_between({}, none, 0);
  EXPECT_THAT(rates_line(rates, none, LiveFormat::table), HasSubstr("lost/s unknown"));
  const auto json = nlohmann::json::parse(rates_line(rates, none, LiveFormat::json));
  EXPECT_TRUE(json["lost"].is_null());
  EXPECT_TRUE(json["packets_per_s"].is_null());
}

TEST(LiveLines, SummaryHasCountsAndHowItEnded) {
  LiveSummary summary;
  summary.totals = totals(2, 3, 1, 100, 1000);
  for (const char* text : {"Buzz", "Fizz", "Fizz"}) summary.counts.add(text);
  summary.ended = "a signal";
  const std::string text = summary_text(summary, LiveFormat::table, {});
  EXPECT_THAT(text, HasSubstr("66.7 %"));
  EXPECT_THAT(text, HasSubstr("3 messages, 1 lost because the map was full, 100 packets"));
  EXPECT_THAT(text, HasSubstr("ended by a signal"));
  const auto json = nlohmann::json::parse(summary_text(summary, LiveFormat::json, {}));
  EXPECT_EQ(json["counts"]["Fizz"], 2);
  EXPECT_EQ(json["lost"], 1);
}

TEST(LiveLines, StartSaysWhatStatisticsCost) {
  LiveStart start;
  start.beside = "single";
  start.told_ns = 21.4;
  start.added_ns = 61.2;
  EXPECT_THAT(start_text(start, LiveFormat::table), HasSubstr("21 ns of its own subtracted"));
  EXPECT_THAT(start_text(start, LiveFormat::table), HasSubstr("adds 61 ns"));
  EXPECT_THAT(start_text(start, LiveFormat::table), HasSubstr("alone"));
}

}  // namespace
}  // namespace bpfmark
