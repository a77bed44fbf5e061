// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The parts of a suite file, each read by a function of its own. They report to `mistakes` and
// return what could be read; where anything was reported the whole suite is refused.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/suite/json_object.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// The frames of all packets together: many large mixes of one another could fill any memory.
inline constexpr std::size_t kMaxSuiteFrameBytes = 256U << 20U;

// {"MAP": "drain", "OTHER": {"restore": [...]}}
std::vector<MapState> read_maps(const nlohmann::json& value, const std::string& place,
                                Mistakes& mistakes);

// The keys that describe a frame built from fields, as they stand in a packet.
const std::vector<std::string>& frame_field_keys();
FrameFields read_frame_fields(JsonObject& packet);

Expectation read_expectation(const nlohmann::json& value, const std::string& place,
                             const std::vector<Version>& versions, Mistakes& mistakes);

// What every one of `members` expects; for each version, and for the verdict, only where all agree.
Expectation common_expectation(const std::vector<const PacketSpec*>& members,
                               const std::vector<Version>& versions);

// `folder`: where relative paths of captures begin.
std::vector<PacketSpec> read_packets(const nlohmann::json& list, const std::string& place,
                                     const std::filesystem::path& folder,
                                     const std::vector<Version>& versions, Mistakes& mistakes);

}  // namespace bpfmark
