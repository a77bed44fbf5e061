// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/measure/packet_profile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <map>
#include <numeric>

#include "harness/base/clock.h"
#include "harness/kernel/counter_map.h"
#include "harness/kernel/environment.h"
#include "harness/kernel/hooked_load.h"
#include "harness/kernel/map_states.h"
#include "harness/kernel/test_run.h"
#include "harness/profile/counter_code.h"
#include "harness/profile/figures.h"

namespace bpfmark {
namespace {

constexpr std::size_t kPasses = 2;                // the first, and a later one
constexpr std::size_t kMostKeptBytes = 1u << 30;  // of counters by frame
constexpr std::size_t kMostNamedBlocks = 3;

// A counter of one of the programs.
struct Site {
  std::size_t program = 0;
  CounterSite where;
};

// What one run over all frames gave, pass by pass: `calls` hold frames of pass 0, then of pass 1.
struct Outcome {
  std::vector<TestRunOutcome> calls;
  std::vector<std::vector<std::uint64_t>> counters;          // by call, by site
  std::vector<std::size_t> slots;                            // by program, with counters
  std::vector<std::optional<std::uint64_t>> verified_insns;  // by program
  std::size_t loads = 0;
};

class Profiler {
 public:
  Profiler(const ProgramRef& program, const std::filesystem::path& queue_object,
           const ProfileOptions& options)
      : program_(program), queue_object_(queue_object), options_(options) {}

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
    profile_.object = program_.object.string();
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
                                            program_.object.string(), added.error().message);
        return added;
      }
    }
    return {};
  }

  // Another program of the object may be what the kernel refuses: then without the others.
  Result<HookedObject> load_first() {
    auto all = load_hooked(program_.object, program_.program, others_, nullptr);
    if (all) return all;
    others_ = OtherPrograms::none;
    return load_hooked(program_.object, program_.program, others_, nullptr);
  }

  Result<void> plan_program(ProgramCode code, const std::string& statistics) {
    ProfiledProgram program;
    program.verifier = verifier_statistics_of(statistics);
    BPFMARK_ASSIGN(graph, make_flow_graph(code.code, options_.granularity));
    BPFMARK_ASSIGN(
        plan, plan_counters(code.code, graph, program.verifier.stack_bytes, options_.coverage));
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
    const std::size_t kept = kPasses * packet.packet.frames.size() * sites_.size() * 8;
    if (kept > kMostKeptBytes) {
      return bad_input(
          fmt::format("packet '{}' has {} frames, too many to count with {} counters "
                      "each; give it fewer",
                      packet.packet.name, packet.packet.frames.size(), sites_.size()));
    }
    BPFMARK_ASSIGN(plain, run_with(packet, {}));
    BPFMARK_ASSIGN(outcome, count(packet, sites_));
    BPFMARK_ASSIGN(again, count(packet, sites_));
    PacketCounts counts;
    counts.packet = packet.packet.name;
    counts.loads = outcome.loads;
    counts.first = summarise(outcome, 0, packet.packet.frames.size());
    counts.later = summarise(outcome, 1, packet.packet.frames.size());
    compare_behaviour(plain, outcome, packet.packet.frames.size(), counts);
    if (again.counters != outcome.counters) {
      describe_difference(counts, again, packet.packet.frames.size());
    }
    counts.exact = counts.not_exact_because.empty();
    for (std::size_t p = 0; p < profile_.programs.size(); ++p) {
      profile_.programs[p].counted_slots = outcome.slots[p];
      profile_.programs[p].counted_verified_insns = outcome.verified_insns[p];
    }
    return counts;
  }

  // With all of `sites`, or, where the verifier refuses so many, with halves of them one after the
  // other: what runs is the same each time, so that the parts fit together.
  Result<Outcome> count(const ProfiledPacket& packet, const std::vector<Site>& sites) {
    const bool small_enough = sites.size() <= options_.most_counters;
    if (small_enough) {
      auto outcome = run_with(packet, sites);
      // Anything but missing privilege may come from the counters: too many, no registers.
      if (outcome || outcome.error().errno_value == EPERM) return outcome;
      if (sites.size() <= 1) return only_without_counters(outcome.error());
    }
    const auto middle = sites.begin() + static_cast<std::ptrdiff_t>(sites.size() / 2);
    BPFMARK_ASSIGN(one, count(packet, {sites.begin(), middle}));
    BPFMARK_ASSIGN(two, count(packet, {middle, sites.end()}));
    return merged(std::move(one), two);
  }

  tl::unexpected<Error> only_without_counters(const Error& error) const {
    return cannot_measure(
        fmt::format("the verifier accepts program '{}' of {} only without counters: even one is "
                    "too many",
                    profile_.program, profile_.object),
        error.errno_value, error.detail);
  }

  static Outcome merged(Outcome one, const Outcome& two) {
    for (std::size_t i = 0; i < one.counters.size(); ++i) {
      one.counters[i].insert(one.counters[i].end(), two.counters[i].begin(), two.counters[i].end());
    }
    for (std::size_t p = 0; p < one.slots.size(); ++p) {
      one.slots[p] = std::max(one.slots[p], two.slots[p]);
      one.verified_insns[p] = std::nullopt;
    }
    one.loads += two.loads;
    return one;
  }

  // One fresh load and all passes over the frames.
  Result<Outcome> run_with(const ProfiledPacket& packet, const std::vector<Site>& sites) {
    BPFMARK_ASSIGN(counters, CounterMap::make(sites.size()));
    Outcome outcome;
    outcome.loads = 1;
    outcome.slots.resize(profile_.programs.size());
    const CodeChange change = [&](const ProgramCode& code) {
      RewrittenCode rewritten = rewritten_code(code, sites, counters.fd());
      outcome.slots[index_of(code.name)] = rewritten.insns.size();
      return std::optional(std::move(rewritten));
    };
    BPFMARK_ASSIGN(loaded, load_hooked(program_.object, program_.program, others_, change));
    for (const ProfiledProgram& program : profile_.programs) {
      const std::string& log = loaded.statistics[program.code.name];
      outcome.verified_insns.push_back(verifier_statistics_of(log).processed_insns);
    }
    const std::vector<Map> maps = loaded.object.maps();
    BPFMARK_ASSIGN(states, MapStates::make(maps, states_of(maps, packet.maps), queue_object_));
    for (std::size_t pass = 0; pass < kPasses; ++pass) {
      for (std::size_t frame = 0; frame < packet.packet.frames.size(); ++frame) {
        BPFMARK_TRY(states.prepare());
        counters.reset_counters();
        auto called = test_run(loaded.object.program_fd(), packet.packet.frames[frame], 1);
        if (!called) return refused_packet(packet.packet, frame, called.error());
        outcome.calls.push_back(std::move(*called));
        outcome.counters.push_back(counters.read_counters());
      }
    }
    return outcome;
  }

  tl::unexpected<Error> refused_packet(const Packet& packet, std::size_t frame,
                                       const Error& error) const {
    return cannot_measure(
        fmt::format("program '{}' of type {} cannot be run on frame {} of packet '{}' ({} bytes): "
                    "{}",
                    profile_.program, profile_.type, frame + 1, packet.name,
                    packet.frames[frame].size(), error.message),
        error.errno_value);
  }

  std::size_t index_of(const std::string& program) const {
    const auto& programs = profile_.programs;
    const auto found = std::find_if(programs.begin(), programs.end(),
                                    [&](const auto& each) { return each.code.name == program; });
    return static_cast<std::size_t>(std::distance(programs.begin(), found));
  }

  // The sites of a program lie together, for they are in the order of the programs.
  RewrittenCode rewritten_code(const ProgramCode& code, const std::vector<Site>& sites,
                               int map_fd) const {
    const std::size_t program = index_of(code.name);
    std::vector<CounterSite> own;
    std::size_t first = 0;
    for (std::size_t i = 0; i < sites.size(); ++i) {
      if (sites[i].program < program) first = i + 1;
      if (sites[i].program == program) own.push_back(sites[i].where);
    }
    return rewrite(code.code.insns, edits_for(code.code, own, map_fd, kFirstCounterCell + first));
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

  PassCounts summarise(const Outcome& outcome, std::size_t pass, std::size_t frames) const {
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

  static void compare_behaviour(const Outcome& plain, const Outcome& counted, std::size_t frames,
                                PacketCounts& counts) {
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

  void describe_difference(PacketCounts& counts, const Outcome& again, std::size_t frames) const {
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
        if (++differing <= kMostNamedBlocks) {
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

  const ProgramRef& program_;
  const std::filesystem::path& queue_object_;
  const ProfileOptions& options_;
  OtherPrograms others_ = OtherPrograms::of_program_maps;
  Profile profile_;
  std::vector<CounterPlan> plans_;  // by program
  std::vector<Site> sites_;         // of all programs, in their order
};

}  // namespace

Result<Profile> profile_program(const ProgramRef& program,
                                const std::vector<ProfiledPacket>& packets,
                                const std::filesystem::path& queue_object,
                                const ProfileOptions& options) {
  return Profiler(program, queue_object, options).run(packets);
}

}  // namespace bpfmark
