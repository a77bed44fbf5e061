// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/profile_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/listing/annotated_source.h"
#include "harness/profile/figures.h"
#include "harness/profile/path/path_warnings.h"
#include "harness/show/markdown.h"
#include "harness/show/table/figures.h"
#include "harness/show/table/table_block.h"
#include "harness/show/table/text_table.h"
#include "harness/suite/verdict.h"

namespace bpfmark {
namespace {

std::string mean(double value) {
  return value == static_cast<double>(static_cast<std::uint64_t>(value))
             ? fmt::format("{:.0f}", value)
             : fmt::format("{:.2f}", value);
}

std::string or_dash(const std::optional<std::uint64_t>& value) {
  return value ? std::to_string(*value) : "-";
}

TableColumn text_column(const char* header) {
  return {.header = header, .name = header, .shrinks = true};
}

TableColumn number_column(const char* header) {
  return {.header = header, .name = header, .align = Align::right};
}

TableBlock packets_block(const Profile& profile) {
  TableBlock block{
      .headline = fmt::format("{} ({}), instructions per packet", profile.program, profile.type),
      .columns = {text_column("packet"), number_column("frames"), number_column("insns"),
                  number_column("on fresh maps"), number_column("helper calls"),
                  text_column("returns"), text_column("exact")},
      .rows = {}};
  for (const PacketCounts& counts : profile.packets) {
    block.rows.push_back(
        {.cells = {counts.packet, std::to_string(counts.later.instructions.size()),
                   mean(instructions_per_packet(counts.later)),
                   mean(instructions_per_packet(counts.first)),
                   mean(helper_calls_per_packet(profile.programs, counts.later)),
                   verdicts_figure(verdict_shares(profile.type, counts.later.verdicts)),
                   counts.exact ? "exact" : "not exact"}});
  }
  return block;
}

TableBlock functions_block(const Profile& profile) {
  const Hits hits = steady_hits(profile);
  const auto frames = static_cast<double>(std::max<std::size_t>(1, frames_of(profile)));
  TableBlock block{.headline = "functions, per packet",
                   .columns = {text_column("function"), number_column("calls"),
                               number_column("insns"), number_column("stack bytes")},
                   .rows = {}};
  for (const FunctionFigure& figure : function_figures(profile.programs, hits)) {
    block.rows.push_back(
        {.cells = {figure.function, mean(static_cast<double>(figure.calls) / frames),
                   mean(static_cast<double>(figure.instructions) / frames),
                   figure.stack_bytes ? std::to_string(*figure.stack_bytes) : "-"}});
  }
  return block;
}

TableBlock helpers_block(const Profile& profile) {
  const auto frames = static_cast<double>(std::max<std::size_t>(1, frames_of(profile)));
  TableBlock block{.headline = "helper calls, per packet",
                   .columns = {text_column("helper"), text_column("map"), number_column("calls")},
                   .rows = {}};
  for (const CallFigure& figure : call_figures(profile.programs, steady_hits(profile))) {
    block.rows.push_back({.cells = {figure.helper + (figure.inlined ? " (inlined)" : ""),
                                    figure.map, mean(static_cast<double>(figure.calls) / frames)}});
  }
  return block;
}

TableBlock verifier_block(const Profile& profile) {
  TableBlock block{
      .headline = "verifier",
      .columns = {text_column("program"), number_column("insns"), number_column("states"),
                  number_column("peak states"), number_column("max per insn"), text_column("stack"),
                  number_column("slots"), number_column("with counters"),
                  number_column("insns with counters")},
      .rows = {}};
  for (const ProfiledProgram& program : profile.programs) {
    const VerifierStatistics& v = program.verifier;
    block.rows.push_back(
        {.cells = {program.code.name, or_dash(v.processed_insns), or_dash(v.total_states),
                   or_dash(v.peak_states), or_dash(v.max_states_per_insn),
                   fmt::format("{}", fmt::join(v.stack_bytes, "+")),
                   std::to_string(program.code.code.insns.size()),
                   std::to_string(program.counted_slots),
                   or_dash(program.counted_verified_insns)}});
  }
  return block;
}

std::vector<TableBlock> blocks_of_profile(const Profile& profile) {
  std::vector<TableBlock> blocks{packets_block(profile)};
  for (TableBlock& block : std::vector<TableBlock>{functions_block(profile), helpers_block(profile),
                                                   verifier_block(profile)}) {
    if (!block.rows.empty()) blocks.push_back(std::move(block));
  }
  return blocks;
}

std::string coverage_note(const Profile& profile) {
  const auto lines = annotated_lines(profile);
  if (lines.empty()) {
    return fmt::format(
        "{} has no BTF line information on '{}': counts without source; compile with -g",
        profile.object, profile.program);
  }
  const auto is_line = [](const AnnotatedLine& line) { return line.figure.line > 0; };
  const auto known = std::count_if(lines.begin(), lines.end(), is_line);
  const auto covered = std::count_if(lines.begin(), lines.end(), [&](const AnnotatedLine& line) {
    return is_line(line) && line.covered;
  });
  return fmt::format("{} of {} lines were executed by these packets", covered, known);
}

std::vector<std::string> packet_warnings(const Profile& profile, const PacketCounts& counts) {
  std::vector<std::string> texts;
  for (const Warning& warning : verdict_warnings(profile.type, counts.later.verdicts)) {
    texts.push_back(text_of(warning));
  }
  for (const Warning& warning : call_warnings(profile, counts)) texts.push_back(text_of(warning));
  return texts;
}

std::vector<std::string> notes_of_profile(const Profile& profile) {
  std::vector<std::string> notes{coverage_note(profile)};
  Reached reached;
  for (const PacketCounts& counts : profile.packets) {
    reached.add(reached_by(profile, counts));
    for (const std::string& text : packet_warnings(profile, counts)) {
      notes.push_back(fmt::format("warning: {}: {}", counts.packet, text));
    }
    for (const std::string& why : counts.not_exact_because) {
      notes.push_back(fmt::format("{} is not exact: {}", counts.packet, why));
    }
    if (counts.loads > 1) {
      notes.push_back(
          fmt::format("{}: counted over {} loads, the verifier takes no more counters "
                      "at once",
                      counts.packet, counts.loads));
    }
  }
  for (const Note& note : reach_notes(reached)) notes.push_back(text_of(note));
  if (profile.virtual_calls) {
    notes.emplace_back(
        "clocks and random numbers were virtual: a clock that steps 1 us a reading, numbers from a "
        "fixed seed");
  }
  notes.push_back(
      fmt::format("instructions of the object ({}) on {} {}; work inside helpers is not among them",
                  profile.compiler.value_or("unknown compiler"), profile.kernel, profile.arch));
  return notes;
}

}  // namespace

std::string profile_to_table(const Profile& profile, const TableStyle& style) {
  const std::string source = annotated_source(profile, style.colour);
  return source + (source.empty() ? "" : "\n") +
         blocks_to_table(blocks_of_profile(profile), notes_of_profile(profile), style);
}

std::string profile_to_markdown(const Profile& profile) {
  const std::string source = annotated_source(profile, false);
  const std::string fence = source.empty() ? "" : "```\n" + source + "```\n\n";
  return blocks_to_markdown(blocks_of_profile(profile), notes_of_profile(profile)) + "\n" + fence;
}

}  // namespace bpfmark
