// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/listing/line_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

bool same_line(const AnnotatedLine& a, const AnnotatedLine& b) {
  const auto name = [](const std::string& file) { return file.substr(file.rfind('/') + 1); };
  return a.figure.text == b.figure.text && name(a.figure.file) == name(b.figure.file);
}

// lengths[i][j]: of the longest common subsequence of the ends from i and from j on.
using Lengths = std::vector<std::vector<std::uint32_t>>;

Lengths common_lengths(const std::vector<AnnotatedLine>& a, const std::vector<AnnotatedLine>& b) {
  Lengths lengths(a.size() + 1, std::vector<std::uint32_t>(b.size() + 1, 0));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      lengths[i][j] = same_line(a[i], b[j]) ? lengths[i + 1][j + 1] + 1
                                            : std::max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}

double per_packet(const AnnotatedLine* line, std::size_t frames) {
  if (line == nullptr || frames == 0) return 0;
  return static_cast<double>(line->figure.instructions) / static_cast<double>(frames);
}

std::string count_text(double count) {
  return count == static_cast<double>(static_cast<std::int64_t>(count))
             ? fmt::format("{:.0f}", count)
             : fmt::format("{:.2f}", count);
}

std::string change_text(double change) {
  if (change == 0) return "";
  return (change > 0 ? "+" : "-") + count_text(change > 0 ? change : -change);
}

std::string row_text(const std::string& base, const std::string& new_version,
                     const std::string& change, const std::string& text) {
  return fmt::format("{:>10} {:>10} {:>10}  {}\n", base, new_version, change, text);
}

}  // namespace

std::vector<LineChange> match_lines(const std::vector<AnnotatedLine>& base,
                                    const std::vector<AnnotatedLine>& new_version) {
  const Lengths lengths = common_lengths(base, new_version);
  std::vector<LineChange> changes;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < base.size() || j < new_version.size()) {
    if (i < base.size() && j < new_version.size() && same_line(base[i], new_version[j])) {
      changes.push_back({&base[i++], &new_version[j++]});
    } else if (j == new_version.size() ||
               (i < base.size() && lengths[i + 1][j] >= lengths[i][j + 1])) {
      changes.push_back({&base[i++], nullptr});
    } else {
      changes.push_back({nullptr, &new_version[j++]});
    }
  }
  return changes;
}

std::string changes_by_line(const Profile& base, const Profile& new_version, bool colour) {
  const auto before = annotated_lines(base);
  const auto now = annotated_lines(new_version);
  const std::size_t frames = frames_of(new_version);
  std::string out =
      "instructions per packet, by line\n" + row_text("base", "new", "change", "line");
  for (const LineChange& each : match_lines(before, now)) {
    const double a = per_packet(each.base, frames);
    const double b = per_packet(each.new_version, frames);
    if (a == 0 && b == 0) continue;
    const LineFigure& figure = (each.new_version != nullptr ? each.new_version : each.base)->figure;
    const std::string text = figure.line == 0 ? "(no line)" : printable(untabbed(figure.text));
    const std::string row =
        row_text(each.base == nullptr ? "" : count_text(a),
                 each.new_version == nullptr ? "" : count_text(b), change_text(b - a), text);
    const char* begin = b > a ? "\x1b[31m" : "\x1b[32m";
    out += colour && a != b ? begin + row.substr(0, row.size() - 1) + "\x1b[0m\n" : row;
  }
  return out;
}

}  // namespace bpfmark
