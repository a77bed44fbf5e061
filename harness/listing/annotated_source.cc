// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/listing/annotated_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

constexpr double kHotShare = 0.20;
constexpr double kWarmShare = 0.05;

std::string coloured(const AnnotatedLine& line, const std::string& text) {
  if (!line.covered) return "\x1b[2m" + text + "\x1b[0m";
  if (line.share >= kHotShare) return "\x1b[1;31m" + text + "\x1b[0m";
  if (line.share >= kWarmShare) return "\x1b[33m" + text + "\x1b[0m";
  return text;
}

// An instruction count that need not be whole: a mean over frames.
std::string mean_text(std::uint64_t sum, std::size_t frames) {
  if (frames == 0 || sum % frames == 0) return fmt::format("{}", frames == 0 ? 0 : sum / frames);
  return fmt::format("{:.2f}", static_cast<double>(sum) / static_cast<double>(frames));
}

std::string line_text(const AnnotatedLine& line, std::size_t frames) {
  const LineFigure& figure = line.figure;
  const std::string counts =
      line.covered ? fmt::format("{:>9} {:>6.1f} % {:>9}", mean_text(figure.instructions, frames),
                                 line.share * 100, mean_text(figure.hits, frames))
                   : fmt::format("{:>9} {:>8} {:>9}", "never", "", "");
  // Line 0 is clang's for code that belongs to no line.
  if (figure.line == 0) return fmt::format("{} {:>6}  {}", counts, "-", "(no line)");
  return fmt::format("{} {:>6}  {}", counts, figure.line, printable(untabbed(figure.text)));
}

}  // namespace

std::string untabbed(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\t') {
      out += "    ";
    } else {
      out += c;
    }
  }
  return out;
}

Hits steady_hits(const Profile& profile) {
  Hits hits;
  for (const PacketCounts& counts : profile.packets) add_hits(hits, counts.later.hits);
  return hits;
}

Hits covered_hits(const Profile& profile) {
  Hits hits;
  for (const PacketCounts& counts : profile.packets) {
    add_hits(hits, counts.first.hits);
    add_hits(hits, counts.later.hits);
  }
  return hits;
}

std::size_t frames_of(const Profile& profile) {
  std::size_t frames = 0;
  for (const PacketCounts& counts : profile.packets) frames += counts.later.instructions.size();
  return frames;
}

std::vector<AnnotatedLine> annotated_lines(const Profile& profile) {
  const auto all = static_cast<double>(instructions_of(profile.programs, steady_hits(profile)));
  std::vector<AnnotatedLine> lines;
  for (const PacketCounts& counts : profile.packets) {
    const auto later = line_figures(profile.programs, counts.later.hits);
    const auto first = line_figures(profile.programs, counts.first.hits);
    lines.resize(later.size());
    for (std::size_t i = 0; i < later.size(); ++i) {  // the same lines in all, in the same order
      const LineFigure before = lines[i].figure;
      lines[i].figure = later[i];
      lines[i].figure.hits += before.hits;
      lines[i].figure.instructions += before.instructions;
      lines[i].covered |= later[i].hits > 0 || first[i].hits > 0;
    }
  }
  for (AnnotatedLine& line : lines) {
    line.share = all > 0 ? static_cast<double>(line.figure.instructions) / all : 0;
  }
  return lines;
}

std::string annotated_source(const Profile& profile, bool colour) {
  const std::size_t frames = frames_of(profile);
  std::string out;
  std::string heading;
  for (const AnnotatedLine& line : annotated_lines(profile)) {
    const LineFigure& figure = line.figure;
    const std::string now = printable(fmt::format("{} in {}", figure.function, figure.file));
    if (now != heading) {
      out += fmt::format("{}{}\n{:>9} {:>8} {:>9} {:>6}\n", heading.empty() ? "" : "\n", now,
                         "insns", "share", "hits", "line");
      heading = now;
    }
    const std::string text = line_text(line, frames);
    out += (colour ? coloured(line, text) : text) + "\n";
  }
  return out;
}

}  // namespace bpfmark
