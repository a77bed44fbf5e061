// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/path/path_warnings.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/profile/figures.h"

namespace bpfmark {
namespace {

constexpr double kFewShare = 0.25;
constexpr std::size_t kMinLines = 20;

const CallSite* call_at(const ProfiledProgram& program, std::size_t slot) {
  const auto& calls = program.code.calls;
  const auto found = std::find_if(calls.begin(), calls.end(),
                                  [slot](const CallSite& call) { return call.slot == slot; });
  return found == calls.end() ? nullptr : &*found;
}

std::string place_of(const ProfiledProgram& program, std::size_t slot) {
  const SourceLine* line = line_at(program.code, slot);
  if (line != nullptr) return fmt::format("{}:{}", line->file, line->line);
  return fmt::format("instruction {} of {}", slot, function_at(program.code, slot));
}

double per_packet(std::uint64_t count, const PassCounts& pass) {
  return static_cast<double>(count) /
         static_cast<double>(std::max<std::size_t>(1, pass.verdicts.size()));
}

bool redirects(const CallSite& call) {
  return call.name.find("redirect") != std::string::npos;
}

std::uint64_t hits_at(const ProfiledProgram& program, const std::vector<std::uint64_t>& hits,
                      std::size_t slot) {
  return hits[program.graph.block_at[slot]];
}

std::optional<Warning> warning_of(const ProfiledProgram& program, const WatchedCall& watched,
                                  const PassCounts& pass) {
  const CallSite* call = call_at(program, watched.slot);
  if (call == nullptr || watched.failures == 0) return std::nullopt;
  const std::string place = place_of(program, watched.slot);
  if (call->name == "tail_call") {
    return EmptyTailCall{place, call->map, watched.argument,
                         std::min(1.0, per_packet(watched.failures, pass))};
  }
  const bool by_map = call->name == "redirect_map";
  if (by_map || call->name == "redirect") {
    const std::string map = by_map && call->map.empty() ? "its map" : call->map;
    return RedirectWithoutTarget{place, map, watched.argument};
  }
  if (watched.failures < watched.calls) return std::nullopt;
  return FailingHelper{call->name, call->map, place};
}

void add_printing(const Profile& profile, const PassCounts& pass, std::vector<Warning>& warnings) {
  for (std::size_t p = 0; p < profile.programs.size(); ++p) {
    const ProfiledProgram& program = profile.programs[p];
    for (const CallSite& call : program.code.calls) {
      if (call.name != "trace_printk" && call.name != "trace_vprintk") continue;
      const std::uint64_t calls = hits_at(program, pass.hits[p], call.slot);
      if (calls == 0) continue;
      warnings.emplace_back(PrintsTrace{place_of(program, call.slot), per_packet(calls, pass)});
    }
  }
}

bool any_redirect_ran(const Profile& profile, const PassCounts& pass) {
  for (std::size_t p = 0; p < profile.programs.size(); ++p) {
    for (const CallSite& call : profile.programs[p].code.calls) {
      if (redirects(call) && hits_at(profile.programs[p], pass.hits[p], call.slot) > 0) return true;
    }
  }
  return false;
}

// Instructions that did not run and that lie behind `block`, through blocks that did not run.
std::size_t missed_behind(const FlowGraph& graph, const std::vector<std::uint64_t>& hits,
                          std::size_t block) {
  std::vector<bool> seen(graph.blocks.size(), false);
  std::vector<std::size_t> waiting{block};
  std::size_t missed = 0;
  while (!waiting.empty()) {
    const std::size_t at = waiting.back();
    waiting.pop_back();
    if (seen[at] || hits[at] > 0) continue;
    seen[at] = true;
    missed += graph.blocks[at].instructions;
    waiting.insert(waiting.end(), graph.blocks[at].next.begin(), graph.blocks[at].next.end());
  }
  return missed;
}

// The condition that ran and behind whose other way the most lies.
std::string way_out_of(const ProfiledProgram& program, const std::vector<std::uint64_t>& hits) {
  std::size_t max = 0;
  std::string place;
  for (std::size_t b = 0; b < program.graph.blocks.size(); ++b) {
    const CodeBlock& block = program.graph.blocks[b];
    if (hits[b] == 0) continue;
    for (const std::size_t next : block.next) {
      const std::size_t missed = missed_behind(program.graph, hits, next);
      if (missed <= max) continue;
      max = missed;
      place = place_of(program, block.end - 1);
    }
  }
  return place;
}

}  // namespace

std::vector<Warning> verdict_warnings(std::string_view type,
                                      const std::vector<std::uint32_t>& verdicts) {
  std::vector<Warning> warnings;
  for (const auto& each : verdict_shares(type, verdicts)) {
    const auto& word = each.first;  // clang 14 lets no lambda have a structured binding
    const auto share = each.second;
    const bool aborted = type == "xdp" && word == "ABORTED";
    const bool is_known = std::any_of(verdicts.begin(), verdicts.end(), [&](std::uint32_t v) {
      return known_verdict(type, v) == std::optional<std::string_view>(word);
    });
    if (aborted) warnings.emplace_back(AbortedPackets{share});
    if (!is_known) warnings.emplace_back(NoVerdict{word, share});
  }
  return warnings;
}

std::vector<Warning> call_warnings(const Profile& profile, const PacketCounts& counts) {
  std::vector<Warning> warnings;
  for (const WatchedCall& watched : counts.watched) {
    auto warning = warning_of(profile.programs[watched.program], watched, counts.later);
    if (warning) warnings.push_back(std::move(*warning));
  }
  const VerdictShares shares = verdict_shares(profile.type, counts.later.verdicts);
  if (profile.type == "xdp" && shares.contains("REDIRECT") &&
      !any_redirect_ran(profile, counts.later)) {
    warnings.emplace_back(RedirectNotAsked{});
  }
  add_printing(profile, counts.later, warnings);
  return warnings;
}

void Reached::add(const Reached& other) {
  for (const auto& [line, executed] : other.lines) lines[line] |= executed;
  for (const std::string& name : other.unset) {
    if (std::find(unset.begin(), unset.end(), name) == unset.end()) unset.push_back(name);
  }
  if (other.instructions <= instructions) return;
  instructions = other.instructions;
  way_out = other.way_out;
}

Reached reached_by(const Profile& profile, const PacketCounts& counts) {
  Hits hits = counts.first.hits;
  add_hits(hits, counts.later.hits);
  Reached reached;
  for (std::size_t p = 0; p < profile.programs.size(); ++p) {
    const ProfiledProgram& program = profile.programs[p];
    if (instructions_of(program, hits[p]) == 0) continue;  // another one of the object
    for (const LineFigure& figure : line_figures({program}, {hits[p]})) {
      if (figure.line > 0) reached.lines[{figure.file, figure.line}] |= figure.hits > 0;
    }
    for (const UnsetConstant& constant : program.code.unset) {
      if (hits_at(program, hits[p], constant.slot) > 0) reached.add({{}, {constant.name}, "", 0});
    }
  }
  reached.instructions = instructions_of(profile.programs, hits);
  reached.way_out = way_out_of(profile.programs.front(), hits.front());
  return reached;
}

std::vector<Note> reach_notes(const Reached& reached) {
  std::vector<Note> notes;
  const auto executed = static_cast<std::size_t>(std::count_if(
      reached.lines.begin(), reached.lines.end(), [](const auto& line) { return line.second; }));
  const bool few =
      static_cast<double>(executed) < kFewShare * static_cast<double>(reached.lines.size());
  if (few && reached.lines.size() >= kMinLines) {
    notes.emplace_back(FewLinesReached{executed, reached.lines.size(), reached.way_out});
  }
  if (!reached.unset.empty()) notes.emplace_back(UnsetConstants{reached.unset});
  return notes;
}

}  // namespace bpfmark
