// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/count/packet_profile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <net/if.h>

#include <algorithm>
#include <map>

#include "harness/base/clock.h"
#include "harness/kernel/count/counted_runs.h"
#include "harness/kernel/program/full_refusal.h"
#include "harness/profile/counter_code.h"
#include "harness/profile/figures.h"
#include "harness/profile/later_calls.h"
#include "harness/profile/path/call_watch.h"

namespace bpfmark {
namespace {

constexpr std::size_t kMaxKeptBytes = 1u << 30;  // of counters by frame
constexpr std::size_t kMaxNamedBlocks = 3;

class Profiler {
 public:
  Profiler(const ProgramImage& program, const SharedImage& queue, const ProfileOptions& options)
      : program_(program), queue_(queue), options_(options) {}

  Result<Profile> run(const std::vector<ProfiledPacket>& packets) {
    BPFMARK_TRY(look_at_program());
    for (const ProfiledPacket& packet : packets) {
      const double start_s = clock_s();
      BPFMARK_ASSIGN(counts, count_packet(packet));
      counts.count_s = clock_s() - start_s;
      profile_.packets.push_back(std::move(counts));
    }
    return std::move(profile_);
  }

 private:
  Result<void> look_at_program() {
    BPFMARK_ASSIGN(loaded, load_first());
    BPFMARK_ASSIGN(info, loaded.object.info());
    profile_.object = program_.object->path.string();
    profile_.program = info.name;
    profile_.type = info.type;
    for (const Map& map : loaded.object.maps()) {
      profile_.maps.push_back(
          {map.name, map.type_name, map.key_bytes, map.value_bytes, map.max_entries});
    }
    for (ProgramCode& code : loaded.programs) {
      const std::string name = code.name;
      auto added = plan_program(std::move(code), loaded.statistics[name]);
      if (!added) {
        added.error().message = fmt::format("program '{}' of {} cannot be counted: {}", name,
                                            program_.object->path.string(), added.error().message);
        return added;
      }
    }
    return {};
  }

  // Another program of the object may be what the kernel refuses: then without the others.
  Result<HookedObject> load_first() {
    auto all = load_hooked(program_, others_, nullptr);
    if (all) return all;
    others_ = OtherPrograms::none;
    auto alone = load_hooked(program_, others_, nullptr);
    if (alone) return alone;
    return Failure(refusal_in_full(program_, ProgramTypes::packet, alone.error()));
  }

  Result<void> plan_program(ProgramCode code, const std::string& statistics) {
    ProfiledProgram program;
    program.verifier = verifier_statistics_of(statistics);
    BPFMARK_ASSIGN(graph, make_flow_graph(code.code, options_.granularity));
    BPFMARK_ASSIGN(
        plan, plan_counters(code.code, graph, program.verifier.stack_bytes, options_.coverage));
    watches_.push_back(calls_to_watch(code.code));
    for (const CounterSite& site : plan.sites) sites_.push_back({plans_.size(), site});
    program.counters = plan.sites.size();
    plans_.push_back(std::move(plan));
    profile_.virtual_calls |=
        std::any_of(code.code.insns.begin(), code.code.insns.end(), is_virtual);
    program.code = std::move(code);
    program.graph = std::move(graph);
    profile_.programs.push_back(std::move(program));
    return {};
  }

  Result<PacketCounts> count_packet(const ProfiledPacket& packet) {
    const std::size_t kept = kCountedPasses * packet.packet.frames.size() * sites_.size() * 8;
    if (kept > kMaxKeptBytes) {
      return bad_input(
          fmt::format("packet '{}' has {} frames, too many to count with {} counters "
                      "each; give it fewer",
                      packet.packet.name, packet.packet.frames.size(), sites_.size()));
    }
    const CountedRuns runs(program_, others_, profile_, queue_, options_.max_counters);
    BPFMARK_ASSIGN(plain, runs.count(packet, {}));
    BPFMARK_ASSIGN(outcome, runs.count(packet, sites_));
    BPFMARK_ASSIGN(again, runs.count(packet, sites_));
    PacketCounts counts;
    counts.packet = packet.packet.name;
    counts.loads = outcome.loads;
    counts.first = summarise(outcome, 0, packet.packet.frames.size());
    counts.later = summarise(outcome, 1, packet.packet.frames.size());
    compare_behaviour(plain, outcome, packet.packet.frames.size(), counts);
    if (again.counters != outcome.counters) {
      describe_difference(counts, again, packet.packet.frames.size());
    }
    describe_later_calls(counts);
    watch_calls(runs, packet, counts);
    counts.exact = counts.not_exact_because.empty();
    for (std::size_t p = 0; p < profile_.programs.size(); ++p) {
      profile_.programs[p].counted_slots = outcome.slots[p];
      profile_.programs[p].counted_verified_insns = outcome.verified_insns[p];
    }
    return counts;
  }

  // What the verifier refuses to have watched stays unwatched: the counts do not need it.
  void watch_calls(const CountedRuns& runs, const ProfiledPacket& packet,
                   PacketCounts& counts) const {
    const bool any = std::any_of(watches_.begin(), watches_.end(),
                                 [](const auto& of_program) { return !of_program.empty(); });
    if (!any) return;
    const auto outcome = runs.watch(packet, watches_);
    if (!outcome) return;
    const std::size_t frames = packet.packet.frames.size();
    const std::vector<std::vector<std::uint64_t>> later(
        outcome->counters.begin() + static_cast<std::ptrdiff_t>(frames), outcome->counters.end());
    std::size_t cell = 0;
    for (std::size_t p = 0; p < watches_.size(); ++p) {
      for (const CallWatch& watch : watches_[p]) {
        const std::size_t block = profile_.programs[p].graph.block_at[watch.slot];
        WatchedCall watched{p, watch.slot, counts.later.hits[p][block], 0, std::nullopt};
        add_failures(watched, watch, profile_.programs[p].code.code, later, cell);
        if (watched.calls > 0) counts.watched.push_back(watched);
        cell += kCellsPerWatch;
      }
    }
  }

  static void add_failures(WatchedCall& watched, const CallWatch& watch, const Code& code,
                           const std::vector<std::vector<std::uint64_t>>& by_frame,
                           std::size_t cell) {
    const bool by_interface = code.insns[watch.slot].imm == BPF_FUNC_redirect;
    for (const std::vector<std::uint64_t>& cells : by_frame) {
      std::uint64_t failures = cells[cell];
      const std::uint64_t argument = cells[cell + 1];
      // The helper believes any index; where the call ran in each frame, 0 is one too.
      const bool ran = argument != 0 || watched.calls >= by_frame.size();
      if (by_interface && ran && !is_interface(argument))
        failures = std::max<std::uint64_t>(1, failures);
      watched.failures += failures;
      if (failures > 0 && watch.argument != 0) watched.argument = argument;
    }
  }

  static bool is_interface(std::uint64_t index) {
    char name[IF_NAMESIZE] = {};
    return ::if_indextoname(static_cast<unsigned>(index), name) != nullptr;
  }

  Hits hits_of(const std::vector<std::uint64_t>& counters) const {
    Hits hits;
    auto at = counters.begin();
    for (std::size_t p = 0; p < plans_.size(); ++p) {
      const auto end = at + static_cast<std::ptrdiff_t>(plans_[p].sites.size());
      hits.push_back(counts_of_all(profile_.programs[p].graph, plans_[p], {at, end}));
      at = end;
    }
    return hits;
  }

  PassCounts summarise(const CountedOutcome& outcome, std::size_t pass, std::size_t frames) const {
    PassCounts counts;
    std::map<std::vector<std::uint64_t>, Hits> known;  // most frames go a way that others went
    for (std::size_t call = pass * frames; call < (pass + 1) * frames; ++call) {
      const auto [at, is_new] = known.try_emplace(outcome.counters[call]);
      if (is_new) at->second = hits_of(outcome.counters[call]);
      const Hits& hits = at->second;
      counts.instructions.push_back(instructions_of(profile_.programs, hits));
      counts.verdicts.push_back(outcome.calls[call].verdict);
      add_hits(counts.hits, hits);
    }
    return counts;
  }

  static void compare_behaviour(const CountedOutcome& plain, const CountedOutcome& counted,
                                std::size_t frames, PacketCounts& counts) {
    for (std::size_t call = 0; call < plain.calls.size(); ++call) {
      const TestRunOutcome& a = plain.calls[call];
      const TestRunOutcome& b = counted.calls[call];
      if (a.verdict == b.verdict && a.output == b.output) continue;
      counts.not_exact_because.push_back(fmt::format(
          "frame {} in pass {}: {} differs from that of a run without counters", call % frames + 1,
          call / frames + 1, a.verdict == b.verdict ? "the packet after it" : "the verdict"));
      return;
    }
  }

  // A callback of a timer runs when it likes: among the packets' instructions only by chance.
  void describe_later_calls(PacketCounts& counts) const {
    for (std::size_t p = 0; p < profile_.programs.size(); ++p) {
      const ProfiledProgram& program = profile_.programs[p];
      for (const std::size_t slot : functions_called_later(program.code)) {
        const std::size_t block = program.graph.block_at[slot];
        if (counts.first.hits[p][block] + counts.later.hits[p][block] == 0) continue;
        counts.not_exact_because.push_back(
            fmt::format("{} ran, which a timer or a workqueue calls when it likes: it is counted "
                        "with the packets that it interrupts",
                        function_at(program.code, slot)));
      }
    }
  }

  void describe_difference(PacketCounts& counts, const CountedOutcome& again,
                           std::size_t frames) const {
    const PassCounts first = summarise(again, 0, frames);
    const PassCounts later = summarise(again, 1, frames);
    std::vector<std::string> blocks;
    std::size_t differing = 0;
    for (std::size_t p = 0; p < plans_.size(); ++p) {
      for (std::size_t b = 0; b < first.hits[p].size(); ++b) {
        if (first.hits[p][b] == counts.first.hits[p][b] &&
            later.hits[p][b] == counts.later.hits[p][b]) {
          continue;
        }
        if (++differing <= kMaxNamedBlocks) {
          blocks.push_back(place_of_block(profile_.programs[p], b));
        }
      }
    }
    if (differing > 0) {
      counts.not_exact_because.push_back(fmt::format(
          "two fresh instances differ in {} block{}: {}{}", differing, differing == 1 ? "" : "s",
          fmt::join(blocks, ", "), differing > blocks.size() ? ", ..." : ""));
    } else {
      counts.not_exact_because.emplace_back(
          "two fresh instances differ frame by frame, though not in sum");
    }
  }

  const ProgramImage& program_;
  const SharedImage& queue_;
  const ProfileOptions& options_;
  OtherPrograms others_ = OtherPrograms::of_program_maps;
  Profile profile_;
  std::vector<CounterPlan> plans_;               // by program
  std::vector<std::vector<CallWatch>> watches_;  // by program
  std::vector<CounterPlace> sites_;              // of all programs, in their order
};

}  // namespace

Result<Profile> profile_program(const ProgramImage& program,
                                const std::vector<ProfiledPacket>& packets,
                                const SharedImage& queue, const ProfileOptions& options) {
  return Profiler(program, queue, options).run(packets);
}

}  // namespace bpfmark
