// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/export/profile_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/export/annotated_source.h"
#include "harness/export/text_width.h"

namespace bpfmark {
namespace {

constexpr const char* kStyle =
    "<style>.profile table{border-collapse:collapse;font:13px monospace}"
    ".profile td,.profile th{padding:1px 8px;text-align:right}"
    ".profile td:last-child,.profile th:last-child{text-align:left;white-space:pre}"
    ".profile .never{color:#888}</style>\n";

std::string html_text(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string spaces_for_tabs(std::string text) {
  for (std::size_t at = text.find('\t'); at != std::string::npos; at = text.find('\t')) {
    text.replace(at, 1, "    ");
  }
  return text;
}

std::string html_line(const AnnotatedLine& line, double frames) {
  const LineFigure& figure = line.figure;
  const std::string source =
      figure.line == 0 ? "(no line)" : html_text(spaces_for_tabs(figure.text));
  if (!line.covered) {
    return fmt::format(
        "<tr class=\"never\"><td>never</td><td></td><td></td><td>{}</td><td>{}</td></tr>\n",
        figure.line, source);
  }
  return fmt::format(
      "<tr style=\"background:rgba(220,60,40,{:.2f})\"><td>{:g}</td><td>{:.1f} %</td><td>{:g}</td>"
      "<td>{}</td><td>{}</td></tr>\n",
      std::min(0.8, line.share * 2), static_cast<double>(figure.instructions) / frames,
      line.share * 100, static_cast<double>(figure.hits) / frames, figure.line, source);
}

std::string html_packets(const Profile& profile) {
  std::string out =
      "<table><tr><th>insns/packet</th><th>on fresh maps</th><th>helper calls</th><th></th>"
      "<th>packet</th></tr>\n";
  for (const PacketCounts& counts : profile.packets) {
    out += fmt::format("<tr><td>{:g}</td><td>{:g}</td><td>{:g}</td><td>{}</td><td>{}</td></tr>\n",
                       instructions_per_packet(counts.later), instructions_per_packet(counts.first),
                       helper_calls_per_packet(profile.programs, counts.later),
                       counts.exact ? "exact" : "not exact", html_text(counts.packet));
  }
  return out + "</table>\n";
}

std::string html_source(const Profile& profile) {
  const auto frames = static_cast<double>(std::max<std::size_t>(1, frames_of(profile)));
  std::string out;
  std::string heading;
  for (const AnnotatedLine& line : annotated_lines(profile)) {
    const std::string now = fmt::format("{} in {}", line.figure.function, line.figure.file);
    if (now != heading) {
      out += fmt::format(
          "{}<h3>{}</h3>\n<table><tr><th>insns</th><th>share</th><th>hits</th><th>line</th>"
          "<th>source</th></tr>\n",
          heading.empty() ? "" : "</table>\n", html_text(now));
      heading = now;
    }
    out += html_line(line, frames);
  }
  return heading.empty() ? "<p>The object has no BTF line information.</p>\n" : out + "</table>\n";
}

}  // namespace

std::string profile_to_html_section(const Profile& profile) {
  return fmt::format("<section class=\"profile\">\n<h2>{} ({})</h2>\n", html_text(profile.program),
                     html_text(profile.type)) +
         kStyle + html_packets(profile) + html_source(profile) + "</section>\n";
}

std::string profile_to_html(const Profile& profile) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head>"
      "<body>\n{}</body></html>\n",
      html_text(profile.program), profile_to_html_section(profile));
}

}  // namespace bpfmark
