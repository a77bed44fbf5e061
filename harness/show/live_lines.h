// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What `bpfmark live` prints: a line for each message, one a second for the rates, and a summary;
// as text or as JSON, an object a line. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/show/table/text_table.h"

namespace bpfmark {

// Counts of messages by their text, of at most kMaxTexts different ones.
class MessageCounts {
 public:
  static constexpr std::size_t kMaxTexts = 256;

  void add(const std::string& text);
  std::uint64_t total() const { return total_; }
  std::uint64_t others() const { return others_; }  // of further texts
  // The most frequent first.
  std::vector<std::pair<std::string, std::uint64_t>> by_frequency() const;

 private:
  std::map<std::string, std::uint64_t> counts_;
  std::uint64_t total_ = 0;
  std::uint64_t others_ = 0;
};

// What was counted since the program was attached, at one time. Unknown is nullopt.
struct LiveTotals {
  double time_s = 0;
  std::uint64_t messages = 0;
  std::optional<std::uint64_t> lost;     // their map was full
  std::optional<std::uint64_t> packets;  // that the program ran for
  std::optional<std::uint64_t> run_ns;   // as bpf_stats tells it
};

// Between two of them.
struct LiveRates {
  double time_s = 0;  // of the later
  std::optional<double> messages_per_s;
  std::optional<double> lost_per_s;
  std::optional<double> packets_per_s;
  std::optional<double> ns_per_packet;  // less what the statistics tell of an empty program
};
LiveRates rates_between(const LiveTotals& earlier, const LiveTotals& later, double own_cost_ns);

struct LiveStart {
  std::string interface;
  std::string mode;    // "native", "skb", "hw"
  std::string beside;  // "dispatcher" or "single"
  std::string program;
  std::uint32_t program_id = 0;
  std::string map;
  std::string map_type;
  std::uint64_t map_entries = 0;
  std::optional<double> told_ns;  // RunStatistics::OwnCost
  std::optional<double> added_ns;
};

struct LiveSummary {
  LiveTotals totals;
  LiveRates rates;  // over all of it
  MessageCounts counts;
  std::string ended;  // "duration", "signal", "replaced"
};

enum class LiveFormat { table, json };

std::string start_text(const LiveStart& start, LiveFormat format);
std::string message_line(double time_s, const std::string& text, LiveFormat format);
std::string rates_line(const LiveRates& rates, const LiveTotals& totals, LiveFormat format);
std::string summary_text(const LiveSummary& summary, LiveFormat format, const TableStyle& style);

}  // namespace bpfmark
