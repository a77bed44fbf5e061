// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/live/live_end_to_end.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <thread>
#include <utility>

#include "harness/base/clock.h"
#include "harness/base/standard_streams.h"
#include "harness/campaign/live/live_arm.h"
#include "harness/campaign/live/live_rows.h"
#include "harness/campaign/measured_program.h"
#include "harness/campaign/report_start.h"
#include "harness/campaign/suite/suite_run.h"
#include "harness/campaign/suite_argument.h"
#include "harness/kernel/live/veth_pair.h"
#include "harness/result/metrics.h"

namespace bpfmark {
namespace {

// A visit is the middle one of some blocks: preempted ones are left out.
constexpr std::uint32_t kBlockPackets = 65536;
constexpr std::size_t kBlocksPerVisit = 7;
constexpr double kPredictionBudgetS = 3;
constexpr std::uint32_t kSources = 256;

// The shipped versions on the addresses that the sender goes through.
Result<Suite> suite_of_sources(const Installation& installation) {
  BPFMARK_ASSIGN(suite, suite_from_arguments({}, {}, installation));
  suite.name = "live";
  suite.sweeps.clear();
  PacketSpec sources;
  sources.packet.name = "sources";
  for (std::uint32_t i = 0; i < kSources; ++i) {
    FrameFields fields;
    fields.source = fmt::format("10.0.0.{}", i);
    BPFMARK_ASSIGN(frame, build_frame(fields));
    sources.packet.frames.push_back(frame);
  }
  suite.packets = {sources};
  return suite;
}

class SelfTest {
 public:
  SelfTest(const SelfTestOptions& options, const Installation& installation, StopSignals& signals)
      : options_(options), installation_(installation), signals_(signals) {}

  Result<SelfTestOutcome> run() {
    const double start_s = clock_s();
    outcome_.report = begin_report("live", options_.seed);
    BPFMARK_ASSIGN(suite, suite_of_sources(installation_));
    for (const Version& version : suite.versions) {
      arms_.emplace_back(version, std::nullopt);
    }
    const std::filesystem::path& objects = installation_.objects;
    arms_.push_back({{"v3-ring", {objects / "fizzbuzz/v3_ringbuf.bpf.o", ""}}, std::nullopt});
    arms_.push_back(
        {{"v3-polled", {objects / "fizzbuzz/v3_ringbuf_quiet.bpf.o", ""}}, DrainWay::polls});
    BPFMARK_ASSIGN(drive, drive_objects(installation_));
    reference_ = drive.reference;
    BPFMARK_ASSIGN(pair, VethPair::make());
    BPFMARK_TRY(pair.in_receiver([&] { return check_and_measure(pair); }));
    if (!signals_.received()) BPFMARK_TRY(predict(suite));
    add_rows();
    outcome_.signal = signals_.received();
    outcome_.report.run.duration_s = clock_s() - start_s;
    return std::move(outcome_);
  }

 private:
  void tell(const std::string& text) const {
    if (!options_.quiet) print_stderr(fmt::format("bpfmark: self-test: {}\n", text));
  }

  Result<void> check_and_measure(const VethPair& pair) {
    BPFMARK_ASSIGN(sender, LiveSender::load(installation_.objects / "drive/send.bpf.o", pair));
    for (const AttachMode mode : {AttachMode::native, AttachMode::skb}) {
      tell(fmt::format("{} mode: do all messages arrive?", name_of(mode)));
      BPFMARK_TRY(check_versions(sender, pair.receiver(), mode));
      tell(fmt::format("{} mode: rates", name_of(mode)));
      for (int round = 0; round < options_.rounds && !signals_.received(); ++round) {
        BPFMARK_TRY(measure_round(sender, pair.receiver(), mode));
      }
    }
    return {};
  }

  Result<void> check_versions(LiveSender& sender, const Interface& interface, AttachMode mode) {
    for (const auto& [version, way] : arms_) {
      if (signals_.received()) return {};
      BPFMARK_ASSIGN(image, objects_.read(version.program));
      BPFMARK_ASSIGN(arm, LiveArm::load(version.name, image, way));
      BPFMARK_TRY(arm->attach(interface, mode, std::nullopt));
      BPFMARK_TRY(arm->check_arrival(sender, false));
      BPFMARK_TRY(arm->check_arrival(sender, true));
      BPFMARK_TRY(arm->check_loss(sender));
      note_batches(*arm);
      outcome_.checks.push_back(
          fmt::format("{} {}: every message of 512 packets from BPF and of 512 from a socket "
                      "arrived in order; of 8192 without a reader each was counted",
                      version.name, name_of(mode)));
    }
    return {};
  }

  void note_batches(const LiveArm& arm) {
    if (!outcome_.notes.empty() || arm.messages()->is_ringbuf()) return;
    const auto batches = open_drain(*arm.messages(), DrainWay::batches);
    outcome_.notes.push_back(batches ? "this kernel takes messages out of a queue by batches too"
                                     : batches.error().message);
  }

  // All arms afresh, in an order that is drawn; each takes the place of the one before.
  Result<void> measure_round(LiveSender& sender, const Interface& interface, AttachMode mode) {
    std::vector<std::unique_ptr<LiveArm>> arms;
    BPFMARK_ASSIGN(pass, LiveArm::load("pass", {reference_, ""}));
    arms.push_back(std::move(pass));
    for (const auto& [version, way] : arms_) {
      BPFMARK_ASSIGN(image, objects_.read(version.program));
      BPFMARK_ASSIGN(arm, LiveArm::load(version.name, image, way));
      arms.push_back(std::move(arm));
    }
    std::shuffle(arms.begin(), arms.end(), random_);
    std::optional<LiveRecord> last;
    for (const auto& arm : arms) {
      BPFMARK_ASSIGN(record, arm->attach(interface, mode, last));
      last = record;
      BPFMARK_ASSIGN(block, visit(*arm, sender));
      blocks_[mode][arm->name()].push_back(block);
    }
    return {};
  }

  static Result<LiveBlock> visit(LiveArm& arm, LiveSender& sender) {
    std::vector<LiveBlock> blocks;
    for (std::size_t i = 0; i < kBlocksPerVisit; ++i) {
      BPFMARK_ASSIGN(block, arm.run_block(sender, kBlockPackets));
      blocks.push_back(block);
    }
    const auto middle = blocks.begin() + kBlocksPerVisit / 2;
    std::nth_element(blocks.begin(), middle, blocks.end(),
                     [](const LiveBlock& a, const LiveBlock& b) {
                       return a.ns_per_packet() < b.ns_per_packet();
                     });
    return *middle;
  }

  Result<RunOutcome> measure(const Suite& suite) {
    BPFMARK_ASSIGN(bench, kernel_bench(suite, std::nullopt, installation_, objects_, signals_));
    RunOptions options;
    options.budget_s = kPredictionBudgetS;
    options.seed = options_.seed;
    options.quiet = true;
    return run_suite(suite, options, bench);
  }

  // Bound to one CPU, as `run` is: in a thread of its own.
  Result<void> predict(const Suite& suite) {
    tell("what `run` predicts");
    Result<RunOutcome> outcome = cannot_measure("");
    std::thread([&] { outcome = measure(suite); }).join();
    BPFMARK_TRY(outcome);
    for (const Benchmark& benchmark : outcome->report.benchmarks) {
      if (const Metric* net = find_known_metric(benchmark, kNsPerPacketNet)) {
        predicted_ns_[benchmark.version] = *net->value;
      }
      programs_[benchmark.version] = benchmark.program;
    }
    const Environment measured = outcome->report.environment;
    outcome_.report.environment = measured;
    return {};
  }

  void add_rows() {
    for (const auto& [mode, by_version] : blocks_) {
      const auto pass = by_version.find("pass");
      for (const auto& [version, way] : arms_) {
        const auto blocks = by_version.find(version.name);
        if (blocks == by_version.end() || pass == by_version.end()) continue;
        const auto predicted = predicted_ns_.find(version.name);
        Benchmark row =
            live_row(version.name, name_of(mode), blocks->second, pass->second,
                     predicted == predicted_ns_.end() ? std::nullopt
                                                      : std::optional<double>(predicted->second));
        if (programs_.contains(version.name)) row.program = programs_[version.name];
        outcome_.report.benchmarks.push_back(std::move(row));
      }
    }
  }

  const SelfTestOptions& options_;
  const Installation& installation_;
  StopSignals& signals_;
  std::mt19937_64 random_{options_.seed};
  std::vector<std::pair<Version, std::optional<DrainWay>>> arms_;  // and how each is read
  ForeignObjects objects_;
  SharedImage reference_;
  std::map<AttachMode, std::map<std::string, std::vector<LiveBlock>>> blocks_;
  std::map<std::string, double> predicted_ns_;
  std::map<std::string, std::optional<ProgramIdentity>> programs_;
  SelfTestOutcome outcome_;
};

}  // namespace

Result<SelfTestOutcome> run_self_test(const SelfTestOptions& options,
                                      const Installation& installation, StopSignals& signals) {
  return SelfTest(options, installation, signals).run();
}

}  // namespace bpfmark
