// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The catalogue of metrics: the names that stand in a result file, and what each of them means.
// Nobody else spells a name or reads a meaning out of one.
//
// To add a metric: its name below and its line in metrics.cc. It is then written, read, compared,
// gated and exported; docs/gate.md and the report's page (dashboard/page/data.js) may name it.
//
// A file of a newer version may hold metrics that are not in the catalogue. They are read and
// passed on; what a name's form says of one stands in metric_info() alone. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/stats/regime.h"

namespace bpfmark {

// Of a packet.
inline constexpr const char* kNsPerPacket = "ns_per_packet";  // gross
inline constexpr const char* kNsPerPacketNet = "ns_per_packet_net";
inline constexpr const char* kCyclesPerPacketNet = "cycles_per_packet_net";
inline constexpr const char* kInsnsPerPacket = "insns_per_packet";
inline constexpr const char* kHelperCallsPerPacket = "helper_calls_per_packet";
inline constexpr const char* kMessagesPerPacket = "messages_per_packet";

// Of a program.
inline constexpr const char* kXlatedInsns = "xlated_insns";
inline constexpr const char* kJitedBytes = "jited_bytes";
inline constexpr const char* kVerifiedInsns = "verified_insns";
inline constexpr const char* kStackBytes = "stack_bytes";

// Of a map operation.
inline constexpr const char* kNsPerOp = "ns_per_op";
inline constexpr const char* kNsPerOpYardstick =
    "ns_per_op_yardstick";                               // the hash lookup beside it
inline constexpr const char* kLostShare = "lost_share";  // and of live messages

// From end to end, through an interface.
inline constexpr const char* kNsPerPacketLiveNet = "ns_per_packet_live_net";
inline constexpr const char* kNsPerPacketNetPredicted = "ns_per_packet_net_predicted";
inline constexpr const char* kPacketsPerS = "packets_per_s";
inline constexpr const char* kPacketsPerSPass = "packets_per_s_pass";  // through the reference
inline constexpr const char* kPacketsPerSPredicted = "packets_per_s_predicted";
inline constexpr const char* kMessagesPerS = "messages_per_s";
inline constexpr const char* kDrainNsPerMessage = "drain_ns_per_message";
inline constexpr const char* kDroppedShare = "dropped_share";

// What a metric is to the row that it stands in.
enum class MetricRole {
  cost,        // a time that the row is about: two results are compared by it
  gross,       // a time with the kernel's loop and the driver in it: net says it more precisely
  yardstick,   // a time that tells of the machine, not of the row
  prediction,  // a time that `run` measured, beside what the live self-test did
  count,       // compared where it is exact
  figure       // shown and exported, not compared
};

enum class Better { less, more };

struct MetricInfo {
  std::string_view name;  // as in the quiet regime
  std::string_view unit;  // empty: not in the catalogue, and its name does not tell
  MetricRole role = MetricRole::figure;
  std::string_view words = {};  // in a table's title; empty: the name itself
  Better better = Better::less;
  bool is_headline = false;        // what other tools get as the cost of the row
  bool is_never_negative = false;  // a net cost may be, by its noise
  bool has_policy = false;         // a gate's policy may name it

  // Taken by the clock for each round: it has a regime and an interval, and is never exact.
  bool is_timed() const { return role < MetricRole::count; }
};

// All of them, in the order in which messages list them.
std::span<const MetricInfo> known_metrics();

// What is known of a metric, by its name in a file, of either regime. Of a name that is not in the
// catalogue: what its form tells ("ns_..." and "cycles_..." are times); `name` of the result then
// points into the argument.
MetricInfo metric_info(std::string_view name);

// The name in a file: of the contended regime with a suffix.
std::string metric_name(std::string_view name, Regime regime);
Regime regime_of(std::string_view name);
std::string without_regime(std::string_view name);

// The metric that says in cycles what `name` says in ns, whether or not there is such a one: its
// name differs in the unit alone. None for what is no time in ns.
std::optional<std::string> cycles_of_time(std::string_view name);

// The other way round: of a time in cycles its name in ns, any other as it is.
std::string time_in_ns(std::string_view name);

// By the catalogue; of a name that is not in it: what is counted by the second ("packets/s") is
// better where there is more of it, all else where there is less.
Better better_of(std::string_view name, std::string_view unit);

}  // namespace bpfmark
