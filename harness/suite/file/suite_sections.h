// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The parts of a suite file, each read by a function of its own. They report to `mistakes` and
// return what could be read; where anything was reported the whole suite is refused.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/json/json_object.h"
#include "harness/suite/file/frame_budget.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// {"MAP": "drain", "OTHER": {"restore": [...]}}
std::vector<MapState> read_maps(const nlohmann::json& value, const std::string& place,
                                Mistakes& mistakes);

// The keys that describe a frame built from fields, as they stand in a packet.
const std::vector<std::string>& frame_field_keys();

// Each value by itself, and whether it has an effect; what was reported has a value that is
// reported by nothing else. Nothing where a protocol is unknown, since what fits together cannot be
// told. Left to the caller: check_fields.
std::optional<FrameFields> read_frame_fields(JsonObject& packet);

// With what the key alone would have an effect ("transport udp, tcp"); empty where it has one.
// A key that would have none is a mistake: its author believes that it has one.
std::string_view effect_needs(std::string_view key, const FrameFields& fields);

Expectation read_expectation(const nlohmann::json& value, const std::string& place,
                             const std::vector<Version>& versions, Mistakes& mistakes);

// What every one of `members` expects; for each version, and for the verdict, only where all agree.
Expectation common_expectation(const std::vector<const PacketSpec*>& members,
                               const std::vector<Version>& versions);

// `folder`: where relative paths of captures begin.
std::vector<PacketSpec> read_packets(const nlohmann::json& list, const std::string& place,
                                     const std::filesystem::path& folder,
                                     const std::vector<Version>& versions, FrameBudget& budget,
                                     Mistakes& mistakes);

// `packets`: whose names are taken.
std::vector<Packet> read_sweeps(const nlohmann::json& list, const std::string& place,
                                const std::vector<PacketSpec>& packets, FrameBudget& budget,
                                Mistakes& mistakes);

}  // namespace bpfmark
