// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace bpfmark {
namespace {

double per_packet(std::uint64_t sum, const PassCounts& pass) {
  const std::size_t frames = pass.instructions.size();
  return frames == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(frames);
}

std::size_t width_at(const Code& code, std::size_t slot) {
  return is_wide(code.insns[slot]) ? 2 : 1;
}

// How often the function was entered: its first block's hits, but for those that came by a loop
// back to it, and then as often as it came to its end.
std::uint64_t calls_of(const FlowGraph& graph, std::size_t function,
                       const std::vector<std::uint64_t>& hits) {
  const std::size_t entry = graph.block_at[graph.functions[function]];
  bool loops = false;
  std::uint64_t ends = 0;
  for (std::size_t b = 0; b < graph.blocks.size(); ++b) {
    const CodeBlock& block = graph.blocks[b];
    if (block.function != function) continue;
    loops |= std::count(block.next.begin(), block.next.end(), entry) > 0;
    if (block.leaves && block.next.empty()) ends += hits[b];
  }
  return loops ? ends : hits[entry];
}

}  // namespace

void add_hits(Hits& a, const Hits& b) {
  if (a.empty()) a.resize(b.size());
  for (std::size_t p = 0; p < b.size(); ++p) {
    if (a[p].empty()) a[p].resize(b[p].size(), 0);
    for (std::size_t i = 0; i < b[p].size(); ++i) a[p][i] += b[p][i];
  }
}

std::uint64_t instructions_of(const ProfiledProgram& program,
                              const std::vector<std::uint64_t>& hits) {
  std::uint64_t sum = 0;
  for (std::size_t b = 0; b < hits.size(); ++b) {
    sum += hits[b] * program.graph.blocks[b].instructions;
  }
  return sum;
}

std::uint64_t instructions_of(const std::vector<ProfiledProgram>& programs, const Hits& hits) {
  std::uint64_t sum = 0;
  for (std::size_t p = 0; p < hits.size(); ++p) sum += instructions_of(programs[p], hits[p]);
  return sum;
}

double instructions_per_packet(const PassCounts& pass) {
  return per_packet(
      std::accumulate(pass.instructions.begin(), pass.instructions.end(), std::uint64_t{0}), pass);
}

double helper_calls_per_packet(const std::vector<ProfiledProgram>& programs,
                               const PassCounts& pass) {
  std::uint64_t calls = 0;
  for (const CallFigure& figure : call_figures(programs, pass.hits)) {
    if (!figure.inlined) calls += figure.calls;
  }
  return per_packet(calls, pass);
}

std::vector<FunctionFigure> function_figures(const std::vector<ProfiledProgram>& programs,
                                             const Hits& hits) {
  std::vector<FunctionFigure> figures;
  for (std::size_t p = 0; p < programs.size(); ++p) {
    const FlowGraph& graph = programs[p].graph;
    const std::size_t start = figures.size();
    for (std::size_t f = 0; f < graph.functions.size(); ++f) {
      FunctionFigure figure;
      figure.program = programs[p].code.name;
      figure.function = function_at(programs[p].code, graph.functions[f]);
      const auto& stack = programs[p].verifier.stack_bytes;
      if (f < stack.size()) figure.stack_bytes = stack[f];
      figures.push_back(figure);
    }
    for (std::size_t f = 0; f < graph.functions.size(); ++f) {
      figures[start + f].calls = calls_of(graph, f, hits[p]);
    }
    for (std::size_t b = 0; b < graph.blocks.size(); ++b) {
      const CodeBlock& block = graph.blocks[b];
      FunctionFigure& figure = figures[start + block.function];
      figure.instructions += hits[p][b] * block.instructions;
    }
  }
  return figures;
}

std::vector<LineFigure> line_figures(const std::vector<ProfiledProgram>& programs,
                                     const Hits& hits) {
  std::vector<LineFigure> figures;
  for (std::size_t p = 0; p < programs.size(); ++p) {
    const ProfiledProgram& program = programs[p];
    std::map<std::tuple<std::size_t, std::string, std::uint32_t>, LineFigure> lines;
    for (std::size_t b = 0; b < program.graph.blocks.size(); ++b) {
      const CodeBlock& block = program.graph.blocks[b];
      for (std::size_t slot = block.first; slot < block.end;
           slot += width_at(program.code.code, slot)) {
        const SourceLine* line = line_at(program.code, slot);
        if (line == nullptr) continue;
        LineFigure& figure = lines[{block.function, line->file, line->line}];
        figure.text = line->text;
        figure.hits = std::max(figure.hits, hits[p][b]);
        figure.instructions += hits[p][b];
        ++figure.code;
      }
    }
    for (auto& [key, figure] : lines) {
      figure.program = program.code.name;
      figure.function = function_at(program.code, program.graph.functions[std::get<0>(key)]);
      figure.file = std::get<1>(key);
      figure.line = std::get<2>(key);
      figures.push_back(std::move(figure));
    }
  }
  return figures;
}

std::vector<CallFigure> call_figures(const std::vector<ProfiledProgram>& programs,
                                     const Hits& hits) {
  std::map<std::pair<std::string, std::string>, CallFigure> by_name;
  for (std::size_t p = 0; p < programs.size(); ++p) {
    for (const CallSite& site : programs[p].code.calls) {
      CallFigure& figure = by_name
                               .try_emplace({site.name, site.map},
                                            CallFigure{site.name, site.map, false, site.inlined, 0})
                               .first->second;
      figure.takes_map |= site.takes_map;
      figure.calls += hits[p][programs[p].graph.block_at[site.slot]];
    }
  }
  std::vector<CallFigure> figures;
  for (const auto& [key, figure] : by_name) figures.push_back(figure);
  std::stable_sort(figures.begin(), figures.end(),
                   [](const CallFigure& a, const CallFigure& b) { return a.calls > b.calls; });
  return figures;
}

std::string place_of_block(const ProfiledProgram& program, std::size_t block) {
  const CodeBlock& at = program.graph.blocks[block];
  const std::string instructions = at.end - at.first == 1
                                       ? fmt::format("instruction {}", at.first)
                                       : fmt::format("instructions {} to {}", at.first, at.end - 1);
  const SourceLine* line = line_at(program.code, at.first);
  const std::string& function = function_at(program.code, at.first);
  if (line == nullptr) return fmt::format("{} of {}", instructions, function);
  return fmt::format("{}:{} ({}, {})", line->file, line->line, function, instructions);
}

}  // namespace bpfmark
