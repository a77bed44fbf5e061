// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

TEST(Metrics, EachHasItsOwnNameAndAUnit) {
  std::set<std::string_view> names;
  for (const MetricInfo& info : known_metrics()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_FALSE(info.unit.empty()) << info.name;
    EXPECT_EQ(without_regime(info.name), info.name) << "a regime is no part of it";
    EXPECT_EQ(metric_info(info.name).words, info.words);
  }
}

TEST(Metrics, ATimeSaysItsUnitInItsName) {
  for (const MetricInfo& info : known_metrics()) {
    if (!info.is_timed()) continue;
    EXPECT_TRUE(info.name.starts_with(std::string(info.unit) + "_")) << info.name;
  }
}

TEST(Metrics, ARegimeIsASuffix) {
  EXPECT_EQ(metric_name(kNsPerOp, Regime::quiet), "ns_per_op");
  EXPECT_EQ(metric_name(kNsPerOp, Regime::contended), "ns_per_op_contended");
  EXPECT_EQ(regime_of("ns_per_op"), Regime::quiet);
  EXPECT_EQ(regime_of("ns_per_op_contended"), Regime::contended);
  EXPECT_EQ(metric_info("ns_per_op_contended").name, kNsPerOp);
}

// As two results are compared: by costs.
TEST(Metrics, HaveOneRoleInTheirRow) {
  const std::pair<const char*, MetricRole> roles[] = {
      {"ns_per_packet", MetricRole::gross},
      {"ns_per_packet_contended", MetricRole::gross},
      {"ns_per_packet_net", MetricRole::cost},
      {"cycles_per_packet_net_contended", MetricRole::cost},
      {"ns_per_op_yardstick", MetricRole::yardstick},
      {"ns_per_packet_net_predicted", MetricRole::prediction},
      {"insns_per_packet", MetricRole::count},
      {"drain_ns_per_message", MetricRole::figure},
      {"lost_share", MetricRole::figure},
  };
  for (const auto& [name, role] : roles) EXPECT_EQ(metric_info(name).role, role) << name;
}

TEST(Metrics, OfANewerVersionAreToldByTheirForm) {
  const MetricInfo time = metric_info("ns_per_syscall_contended");
  EXPECT_EQ(time.name, "ns_per_syscall");
  EXPECT_EQ(time.unit, "ns");
  EXPECT_EQ(time.role, MetricRole::cost);
  EXPECT_FALSE(time.is_headline);
  EXPECT_EQ(metric_info("cycles_per_syscall").unit, "cycles");
  EXPECT_EQ(metric_info("ns_per_packet_cold").role, MetricRole::gross);
  EXPECT_EQ(metric_info("ns_per_syscall_predicted").role, MetricRole::prediction);
  EXPECT_EQ(metric_info("map_entries").role, MetricRole::figure);
  EXPECT_EQ(metric_info("map_entries").unit, "");
  EXPECT_EQ(metric_info("").role, MetricRole::figure);
}

TEST(Metrics, CyclesAreATimesInAnotherUnit) {
  EXPECT_EQ(cycles_of_time("ns_per_packet_net_contended"), "cycles_per_packet_net_contended");
  EXPECT_EQ(cycles_of_time("ns_per_syscall"), "cycles_per_syscall");
  EXPECT_EQ(cycles_of_time("cycles_per_packet_net"), std::nullopt);
  EXPECT_EQ(cycles_of_time("drain_ns_per_message"), std::nullopt);
  EXPECT_EQ(cycles_of_time("insns_per_packet"), std::nullopt);
  EXPECT_EQ(time_in_ns("cycles_per_packet_net"), "ns_per_packet_net");
  EXPECT_EQ(time_in_ns("ns_per_op"), "ns_per_op");
}

TEST(Metrics, RatesAreBetterWhereTheyAreMore) {
  EXPECT_EQ(better_of(kPacketsPerSPass, "packets/s"), Better::more);
  EXPECT_EQ(better_of(kNsPerOp, "ns"), Better::less);
  EXPECT_EQ(better_of("frames_per_s", "frames/s"), Better::more);
  EXPECT_EQ(better_of("frames", "frames"), Better::less);
}

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// Their keys are those of other formats: profiles, and lines of the live view.
bool has_own_keys(const std::string& file) {
  return file.find("/listing/") != std::string::npos || file.ends_with("/live_lines.cc");
}

TEST(Metrics, AreSpelledInTheCatalogueAlone) {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(BPFMARK_SOURCE_DIR "/harness")) {
    const std::string file = entry.path().string();
    const std::string stem = entry.path().stem().string();
    const bool is_source = file.ends_with(".cc") || file.ends_with(".h");
    if (!is_source || stem.ends_with("_test") || file.ends_with("/result/metrics.h")) continue;
    ++files;
    if (has_own_keys(file)) continue;
    const std::string text = text_of(entry.path());
    for (const MetricInfo& info : known_metrics()) {
      for (const Regime regime : {Regime::quiet, Regime::contended}) {
        const std::string literal = '"' + metric_name(info.name, regime) + '"';
        EXPECT_EQ(text.find(literal), std::string::npos) << file << " spells " << literal;
      }
    }
  }
  EXPECT_GT(files, 100U);
}

}  // namespace
}  // namespace bpfmark
