// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Samples and what the kernel says of a program, as the metrics of a benchmark. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/profile/profile.h"
#include "harness/profile/program_info.h"
#include "harness/result/report.h"
#include "harness/sample/samples.h"
#include "harness/stats/estimate.h"
#include "harness/stats/regime.h"

namespace bpfmark {

// A metric of the catalogue (metrics.h), in its unit and without a value.
Metric unknown_metric(const char* name);

// An estimate with its interval; unknown where there is none.
Metric metric_of(const char* name, const std::optional<Estimate>& estimate);

// ns_per_packet, ns_per_packet_net and, where the core's clock is known, cycles_per_packet_net of
// one arm; with the suffix _contended where that regime was seen. A quiet regime that was not seen
// leaves null values, so that nobody takes one for the other.
std::map<std::string, Metric> timed_metrics(const Samples& samples, std::size_t arm,
                                            const std::optional<CanaryModes>& modes);

// insns_per_packet and helper_calls_per_packet of the one packet of a profile, in its later pass.
std::map<std::string, Metric> count_metrics(const Profile& profile);

// The calls of helpers that work on maps, of the same packet in the same pass.
std::vector<MapOperation> map_operations(const Profile& profile);

// xlated_insns, jited_bytes, verified_insns, stack_bytes.
std::map<std::string, Metric> exact_metrics(const ProgramInfo& info,
                                            std::optional<std::uint32_t> stack_bytes);

// What the packets of a case leave in queues, stacks and rings: `messages` of `packets`.
Metric messages_metric(std::size_t messages, std::size_t packets);

}  // namespace bpfmark
