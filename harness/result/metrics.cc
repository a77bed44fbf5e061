// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/metrics.h"

#include <algorithm>
#include <array>

namespace bpfmark {
namespace {

using Role = MetricRole;

constexpr std::string_view kContendedSuffix = "_contended";  // of the quiet regime: none
constexpr std::string_view kNsPrefix = "ns_";
constexpr std::string_view kCyclesPrefix = "cycles_";

constexpr std::array kCatalogue = {
    MetricInfo{.name = kNsPerPacketNet,
               .unit = "ns",
               .role = Role::cost,
               .words = "net ns/packet",
               .is_headline = true,
               .has_policy = true},
    MetricInfo{.name = kNsPerPacket,
               .unit = "ns",
               .role = Role::gross,
               .is_never_negative = true,
               .has_policy = true},
    MetricInfo{.name = kCyclesPerPacketNet,
               .unit = "cycles",
               .role = Role::cost,
               .words = "net cycles/packet",
               .has_policy = true},
    MetricInfo{.name = kNsPerPacketLiveNet,
               .unit = "ns",
               .role = Role::cost,
               .words = "net ns/packet, live",
               .is_headline = true,
               .has_policy = true},
    MetricInfo{.name = kNsPerOp,
               .unit = "ns",
               .role = Role::cost,
               .words = "ns/operation",
               .is_headline = true,
               .has_policy = true},
    MetricInfo{.name = kXlatedInsns,
               .unit = "instructions",
               .role = Role::count,
               .is_never_negative = true,
               .has_policy = true},
    MetricInfo{.name = kJitedBytes,
               .unit = "bytes",
               .role = Role::count,
               .is_never_negative = true,
               .has_policy = true},
    MetricInfo{.name = kVerifiedInsns,
               .unit = "instructions",
               .role = Role::count,
               .is_never_negative = true,
               .has_policy = true},
    MetricInfo{.name = kStackBytes,
               .unit = "bytes",
               .role = Role::count,
               .is_never_negative = true,
               .has_policy = true},
    MetricInfo{.name = kInsnsPerPacket,
               .unit = "instructions",
               .role = Role::count,
               .is_never_negative = true,
               .has_policy = true},
    MetricInfo{.name = kHelperCallsPerPacket,
               .unit = "calls",
               .role = Role::count,
               .is_never_negative = true,
               .has_policy = true},
    MetricInfo{.name = kMessagesPerPacket,
               .unit = "messages",
               .role = Role::count,
               .is_never_negative = true},
    MetricInfo{.name = kNsPerOpYardstick, .unit = "ns", .role = Role::yardstick},
    MetricInfo{.name = kNsPerPacketNetPredicted, .unit = "ns", .role = Role::prediction},
    MetricInfo{.name = kPacketsPerS, .unit = "packets/s", .better = Better::more},
    MetricInfo{.name = kPacketsPerSPass, .unit = "packets/s", .better = Better::more},
    MetricInfo{.name = kPacketsPerSPredicted, .unit = "packets/s", .better = Better::more},
    MetricInfo{.name = kMessagesPerS, .unit = "messages/s", .better = Better::more},
    MetricInfo{.name = kDrainNsPerMessage, .unit = "ns"},
    MetricInfo{.name = kLostShare, .unit = "share"},
    MetricInfo{.name = kDroppedShare, .unit = "share"},
};

const MetricInfo* find_known(std::string_view name) {
  const auto found = std::find_if(kCatalogue.begin(), kCatalogue.end(),
                                  [&](const MetricInfo& each) { return each.name == name; });
  return found == kCatalogue.end() ? nullptr : &*found;
}

std::string_view trimmed(std::string_view name) {
  if (name.ends_with(kContendedSuffix)) name.remove_suffix(kContendedSuffix.size());
  return name;
}

// Of a newer version, by the form that names have.
MetricInfo info_by_form(std::string_view name) {
  MetricInfo info;
  info.name = name;
  const bool is_ns = name.starts_with(kNsPrefix);
  if (!is_ns && !name.starts_with(kCyclesPrefix)) return info;
  info.unit = is_ns ? "ns" : "cycles";
  info.role = Role::cost;
  if (name.starts_with(kNsPerPacket) && name.find("_net") == name.npos) info.role = Role::gross;
  if (name.ends_with("_predicted")) info.role = Role::prediction;
  return info;
}

}  // namespace

std::span<const MetricInfo> known_metrics() {
  return kCatalogue;
}

MetricInfo metric_info(std::string_view name) {
  const MetricInfo* known = find_known(trimmed(name));
  return known != nullptr ? *known : info_by_form(trimmed(name));
}

std::string metric_name(std::string_view name, Regime regime) {
  return std::string(name) + std::string(regime == Regime::contended ? kContendedSuffix : "");
}

Regime regime_of(std::string_view name) {
  return name.ends_with(kContendedSuffix) ? Regime::contended : Regime::quiet;
}

std::string without_regime(std::string_view name) {
  return std::string(trimmed(name));
}

std::optional<std::string> cycles_of_time(std::string_view name) {
  if (!name.starts_with(kNsPrefix) || !metric_info(name).is_timed()) return std::nullopt;
  return std::string(kCyclesPrefix) + std::string(name.substr(kNsPrefix.size()));
}

std::string time_in_ns(std::string_view name) {
  if (!name.starts_with(kCyclesPrefix)) return std::string(name);
  return std::string(kNsPrefix) + std::string(name.substr(kCyclesPrefix.size()));
}

Better better_of(std::string_view name, std::string_view unit) {
  if (const MetricInfo* known = find_known(trimmed(name))) return known->better;
  return unit.ends_with("/s") ? Better::more : Better::less;
}

}  // namespace bpfmark
