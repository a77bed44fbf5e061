// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/live_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "harness/show/table/table_block.h"
#include "harness/show/table/text_table.h"
#include "harness/text/quote.h"

namespace bpfmark {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// What a program writes into a message need not be UTF-8.
std::string json_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<double> rate(std::optional<std::uint64_t> earlier, std::optional<std::uint64_t> later,
                           double seconds) {
  if (!earlier || !later || *later < *earlier || seconds <= 0) return std::nullopt;
  return static_cast<double>(*later - *earlier) / seconds;
}

std::string number(const std::optional<double>& value, int decimals) {
  return value ? fmt::format("{:.{}f}", *value, decimals) : "unknown";
}

std::string count(const std::optional<std::uint64_t>& value) {
  return value ? fmt::format("{}", *value) : "unknown";
}

// What is behind that is the clock's noise, and would only take room.
double microseconds(double time_s) {
  return std::round(time_s * 1e6) / 1e6;
}

Json rates_json(const LiveRates& rates) {
  return {{"messages_per_s", or_null(rates.messages_per_s)},
          {"lost_per_s", or_null(rates.lost_per_s)},
          {"packets_per_s", or_null(rates.packets_per_s)},
          {"ns_per_packet", or_null(rates.ns_per_packet)}};
}

Json start_json(const LiveStart& start) {
  return {{"event", "attached"},
          {"interface", start.interface},
          {"mode", start.mode},
          {"beside", start.beside},
          {"program", start.program},
          {"program_id", start.program_id},
          {"map", start.map},
          {"map_type", start.map_type},
          {"map_entries", start.map_entries},
          {"statistics_told_ns", or_null(start.told_ns)},
          {"statistics_added_ns", or_null(start.added_ns)}};
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? ""
                    : fmt::format("{:.1f} %",
                                  100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string counts_table(const MessageCounts& counts, const TableStyle& style) {
  TableBlock block;
  TableColumn text{"message", "message", Align::left};
  text.shrinks = true;
  block.columns = {text, {"count", "count", Align::right}, {"share", "share", Align::right}};
  for (const auto& [message, times] : counts.by_frequency()) {
    block.rows.push_back(
        {{escaped(message), fmt::format("{}", times), share(times, counts.total())}, false});
  }
  if (counts.others() != 0) {
    block.rows.push_back({{"(other texts)", fmt::format("{}", counts.others()),
                           share(counts.others(), counts.total())},
                          false});
  }
  return block.rows.empty() ? "" : blocks_to_table({block}, {}, style);
}

Json summary_json(const LiveSummary& summary) {
  Json counts = Json::object();
  for (const auto& [message, times] : summary.counts.by_frequency())
    counts[escaped(message)] = times;
  Json json = {{"event", "summary"},
               {"ended", summary.ended},
               {"time_s", microseconds(summary.totals.time_s)},
               {"messages", summary.totals.messages},
               {"lost", or_null(summary.totals.lost)},
               {"packets", or_null(summary.totals.packets)}};
  json.update(rates_json(summary.rates));
  json["counts"] = counts;
  json["other_texts"] = summary.counts.others();
  return json;
}

}  // namespace

void MessageCounts::add(const std::string& text) {
  ++total_;
  const auto found = counts_.find(text);
  if (found != counts_.end()) {
    ++found->second;
  } else if (counts_.size() < kMaxTexts) {
    counts_[text] = 1;
  } else {
    ++others_;
  }
}

std::vector<std::pair<std::string, std::uint64_t>> MessageCounts::by_frequency() const {
  std::vector<std::pair<std::string, std::uint64_t>> sorted(counts_.begin(), counts_.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

LiveRates rates_between(const LiveTotals& earlier, const LiveTotals& later, double own_cost_ns) {
  const double seconds = later.time_s - earlier.time_s;
  LiveRates rates;
  rates.time_s = later.time_s;
  rates.messages_per_s = rate(earlier.messages, later.messages, seconds);
  rates.lost_per_s = rate(earlier.lost, later.lost, seconds);
  rates.packets_per_s = rate(earlier.packets, later.packets, seconds);
  const auto told = rate(earlier.run_ns, later.run_ns, seconds);
  if (told && rates.packets_per_s && *rates.packets_per_s > 0) {
    rates.ns_per_packet = *told / *rates.packets_per_s - own_cost_ns;
  }
  return rates;
}

std::string start_text(const LiveStart& start, LiveFormat format) {
  if (format == LiveFormat::json) return json_line(start_json(start));
  const char* beside =
      start.beside == "dispatcher"
          ? "behind libxdp's dispatcher"
          : "alone (no dispatcher: the kernel takes no freplace programs, or there "
            "is no bpffs)";
  std::string text = fmt::format("program '{}' (id {}) on {}, {} mode, {}\n", start.program,
                                 start.program_id, start.interface, start.mode, beside);
  text += fmt::format("messages from {} map '{}', {} {}\n", start.map_type, start.map,
                      start.map_entries, start.map_type == "ringbuf" ? "bytes" : "entries");
  if (start.told_ns) {
    text += fmt::format(
        "bpf_stats: {:.0f} ns of its own subtracted from ns/packet; it adds {:.0f} ns to each "
        "packet\n",
        *start.told_ns, start.added_ns.value_or(0));
  }
  return text;
}

std::string message_line(double time_s, const std::string& text, LiveFormat format) {
  if (format == LiveFormat::table) return fmt::format("{:12.6f}  {}\n", time_s, escaped(text));
  return json_line({{"event", "message"}, {"time_s", microseconds(time_s)}, {"message", text}});
}

std::string rates_line(const LiveRates& rates, const LiveTotals& totals, LiveFormat format) {
  if (format == LiveFormat::json) {
    Json json = {{"event", "rates"},
                 {"time_s", microseconds(rates.time_s)},
                 {"messages", totals.messages},
                 {"lost", or_null(totals.lost)},
                 {"packets", or_null(totals.packets)}};
    json.update(rates_json(rates));
    return json_line(json);
  }
  return fmt::format("{:12.6f}  -- messages/s {}, lost/s {}, packets/s {}, ns/packet {}\n",
                     rates.time_s, number(rates.messages_per_s, 0), number(rates.lost_per_s, 0),
                     number(rates.packets_per_s, 0), number(rates.ns_per_packet, 1));
}

std::string summary_text(const LiveSummary& summary, LiveFormat format, const TableStyle& style) {
  if (format == LiveFormat::json) return json_line(summary_json(summary));
  return counts_table(summary.counts, style) +
         fmt::format(
             "{:.1f} s: {} messages, {} lost because the map was full, {} packets; "
             "messages/s {}, packets/s {}, ns/packet {}; ended by {}\n",
             summary.totals.time_s, summary.totals.messages, count(summary.totals.lost),
             count(summary.totals.packets), number(summary.rates.messages_per_s, 0),
             number(summary.rates.packets_per_s, 0), number(summary.rates.ns_per_packet, 1),
             summary.ended);
}

}  // namespace bpfmark
