// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/export/openmetrics.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "harness/result/metrics.h"
#include "harness/text/text_width.h"
#include "harness/text/timestamp.h"

namespace bpfmark {
namespace {

constexpr std::string_view kLiveSuite = "live";
constexpr double kNanosecond = 1e-9;

struct FamilyName {
  std::string metric;  // in the result file; "" for what is of the run
  std::string name;    // without bpfmark_ and the unit
  std::string unit;    // "" for a count
  std::string help;
};

const std::vector<FamilyName>& known_families() {
  static const std::vector<FamilyName> kFamilies = {
      {kNsPerPacket, "packet", "seconds", "Cost of a packet, the harness' own included."},
      {kNsPerPacketNet, "packet_net", "seconds",
       "Cost of a packet minus that of the reference program."},
      {kNsPerOp, "op", "seconds", "Cost of a map operation."},
      {kNsPerPacketLiveNet, "packet_live_net", "seconds",
       "Cost of a packet from end to end minus that of the reference program."},
      {kNsPerPacketNetPredicted, "packet_net_predicted", "seconds",
       "The net cost of a packet that goes into packets_per_second_predicted."},
      {kDrainNsPerMessage, "message_drain", "seconds", "CPU time of the reader of messages."},
      {kPacketsPerS, "packets_per_second", "", "Packets from end to end."},
      {kPacketsPerSPass, "packets_per_second_pass", "",
       "Packets from end to end through the reference program."},
      {kPacketsPerSPredicted, "packets_per_second_predicted", "",
       "Packets from end to end, by the program's net cost."},
      {kMessagesPerS, "messages_per_second", "", "Messages that were read."},
      {kLostShare, "messages_lost", "ratio", "Share of messages that found no room."},
      {kDroppedShare, "frames_dropped", "ratio", "Share of frames that no program saw."},
      {kXlatedInsns, "xlated_instructions", "", "Instructions after the verifier."},
      {kJitedBytes, "jited", "bytes", "Size of the machine code."},
      {kVerifiedInsns, "verified_instructions", "", "Instructions that the verifier walked."},
      {kStackBytes, "stack", "bytes", "Stack that the program takes."},
      {kInsnsPerPacket, "packet_instructions", "", "Instructions executed for a packet."},
      {kHelperCallsPerPacket, "packet_helper_calls", "", "Helper calls for a packet."}};
  return kFamilies;
}

FamilyName family_of(const std::string& metric, const Metric& measured) {
  for (const FamilyName& each : known_families()) {
    if (each.metric == metric) return each;
  }
  const std::string unit = measured.unit == "ns"      ? "seconds"
                           : measured.unit == "bytes" ? "bytes"
                                                      : "";
  return {metric, metric, unit, fmt::format("The metric {} of the result file.", metric)};
}

using Labels = std::vector<std::pair<std::string_view, std::string>>;

std::string labels_text(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    if (value.empty()) continue;  // no label, to Prometheus
    text += fmt::format("{}{}=\"", text.empty() ? "" : ",", name);
    for (const char c : printable(value)) {
      if (c == '\\' || c == '"') text += '\\';
      text += c;
    }
    text += '"';
  }
  return fmt::format("{{{}}}", text);
}

// The families in the order in which they came, and of each its series, with their samples by time.
class Exposition {
 public:
  explicit Exposition(bool with_time) : with_time_(with_time) {}

  // `middle`: "_low" or "_high" of an interval.
  void add(const FamilyName& family, std::string_view middle, const std::string& labels,
           double value, double time_s) {
    const std::string name = fmt::format("bpfmark_{}{}{}{}", family.name, middle,
                                         family.unit.empty() ? "" : "_", family.unit);
    Family& into = families_[name];
    if (into.help.empty()) {
      into.help = family.help;
      if (!middle.empty()) into.help += middle == "_low" ? " Lower end." : " Upper end.";
      into.unit = family.unit;
    }
    const auto [place, added] = into.series[labels].try_emplace(with_time_ ? time_s : 0, value);
    if (!added && place->second != value && conflict_.empty()) conflict_ = name + labels;
  }

  const std::string& conflict() const { return conflict_; }

  std::string text() const {
    std::string text;
    for (const auto& [name, family] : families_) {
      text += fmt::format("# TYPE {} gauge\n", name);
      if (!family.unit.empty()) text += fmt::format("# UNIT {} {}\n", name, family.unit);
      text += fmt::format("# HELP {} {}\n", name, family.help);
      for (const auto& [labels, samples] : family.series) {
        for (const auto& [time, value] : samples) {
          text += fmt::format("{}{} {}", name, labels, value);
          text += with_time_ ? fmt::format(" {:.3f}\n", time) : "\n";
        }
      }
    }
    return text + "# EOF\n";
  }

 private:
  struct Family {
    std::string help;
    std::string unit;
    std::map<std::string, std::map<double, double>> series;  // labels -> time -> value
  };
  bool with_time_;
  std::map<std::string, Family> families_;
  std::string conflict_;
};

// "owner/name": the part of a repository's address that people know it by.
std::string short_repository(const std::string& address) {
  const std::size_t scheme = address.find("://");
  const std::size_t host_end =
      scheme == std::string::npos ? std::string::npos : address.find('/', scheme + 3);
  return host_end == std::string::npos ? address : address.substr(host_end + 1);
}

// What a run has in common with its neighbours in time.
Labels series_labels(const Report& report) {
  const std::optional<Git>& git = report.run.git;
  return {{"repo", git ? short_repository(git->repository.value_or("")) : ""},
          {"branch", git ? git->branch : ""},
          {"suite", report.run.suite},
          {"fingerprint", report.environment.fingerprint},
          {"kernel", report.environment.kernel},
          {"arch", report.environment.arch}};
}

std::string with(Labels labels, const Labels& more) {
  labels.insert(labels.end(), more.begin(), more.end());
  return labels_text(labels);
}

void add_run(Exposition& out, const Report& report, double time_s) {
  const Labels common = series_labels(report);
  const Environment& environment = report.environment;
  const std::optional<Git>& git = report.run.git;
  const Labels about = {{"commit", git ? git->commit : ""},
                        {"dirty", git ? (git->dirty ? "true" : "false") : ""},
                        {"version", report.tool_version},
                        {"cpu_model", environment.cpu_model.value_or("")},
                        {"cpus", fmt::format("{}", environment.cpus)},
                        {"hypervisor", environment.hypervisor.value_or("")},
                        {"governor", environment.governor.value_or("")},
                        {"libbpf", environment.libbpf},
                        {"clang", environment.clang.value_or("")}};
  out.add({"", "run_info", "", "What was run, and where; always 1."}, "", with(common, about), 1,
          time_s);
  const std::string labels = labels_text(common);
  out.add({"", "run_start_timestamp", "seconds", "When the run began."}, "", labels, time_s,
          time_s);
  out.add({"", "run_duration", "seconds", "How long the run took."}, "", labels,
          report.run.duration_s, time_s);
  if (environment.contended_share) {
    out.add({"", "run_contended", "ratio", "Share of the time with a neighbour on the core."}, "",
            labels, *environment.contended_share, time_s);
  }
  const FamilyName canary{"", "canary", "seconds", "Cost of the canary, which tells the regime."};
  for (const auto& [regime, ns] : {std::pair{"quiet", environment.canary_quiet_ns},
                                   std::pair{"contended", environment.canary_contended_ns}}) {
    if (ns) out.add(canary, "", with(common, {{"regime", regime}}), *ns * kNanosecond, time_s);
  }
}

void add_metric(Exposition& out, const Report& report, const Benchmark& benchmark,
                std::string metric, const Metric& measured, double time_s) {
  if (!measured.value || !std::isfinite(*measured.value)) return;
  // Frames on their way through an interface are not sorted by regime.
  const bool has_regimes = !measured.exact && benchmark.suite != kLiveSuite;
  std::string regime = has_regimes ? "quiet" : "";
  if (regime_of(metric) == Regime::contended) regime = "contended";
  metric = without_regime(metric);
  const FamilyName family = family_of(metric, measured);
  const double scale = measured.unit == "ns" ? kNanosecond : 1;
  const std::string labels = with(series_labels(report), {{"benchmark", benchmark.name},
                                                          {"version", benchmark.version},
                                                          {"packet", benchmark.packet},
                                                          {"regime", regime}});
  out.add(family, "", labels, *measured.value * scale, time_s);
  if (measured.ci_low) out.add(family, "_low", labels, *measured.ci_low * scale, time_s);
  if (measured.ci_high) out.add(family, "_high", labels, *measured.ci_high * scale, time_s);
}

}  // namespace

Result<std::string> reports_to_openmetrics(const std::vector<Report>& reports, bool with_time) {
  Exposition out(with_time);
  for (const Report& report : reports) {
    const double time_s = unix_seconds(report.run.started_at).value_or(0);
    add_run(out, report, time_s);
    for (const Benchmark& benchmark : report.benchmarks) {
      for (const auto& [name, metric] : benchmark.metrics) {
        add_metric(out, report, benchmark, name, metric, time_s);
      }
    }
  }
  if (!out.conflict().empty()) {
    return bad_input(fmt::format(
        "two results give {} two values at {}: leave one of them out", out.conflict(),
        with_time ? "one time" : "once (without times, give one result a suite and machine)"));
  }
  return out.text();
}

}  // namespace bpfmark
