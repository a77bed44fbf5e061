// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/listing/lcov.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/listing/annotated_source.h"
#include "harness/profile/figures.h"

namespace bpfmark {
namespace {

struct CoveredFile {
  std::map<std::string, std::pair<std::uint32_t, std::uint64_t>> functions;  // line, calls
  std::map<std::uint32_t, std::uint64_t> lines;                              // hits
};

// A newline in a name would begin a record of its own.
std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, '?');
  return text;
}

std::map<std::string, CoveredFile> covered_files(const Profile& profile, const Hits& hits) {
  std::map<std::string, CoveredFile> files;
  for (const LineFigure& figure : line_figures(profile.programs, hits)) {
    if (figure.line == 0) continue;  // the compiler's own code
    files[figure.file].lines[figure.line] += figure.hits;
  }
  std::size_t next = 0;
  const auto functions = function_figures(profile.programs, hits);
  for (const ProfiledProgram& program : profile.programs) {
    for (const std::size_t start : program.graph.functions) {
      const FunctionFigure& figure = functions[next++];
      const SourceLine* line = line_at(program.code, start);
      if (line != nullptr)
        files[line->file].functions[figure.function] = {line->line, figure.calls};
    }
  }
  return files;
}

std::string record_of(const std::string& name, const CoveredFile& file) {
  std::string text = fmt::format("SF:{}\n", one_line(name));
  std::size_t called = 0;
  for (const auto& [function, at] : file.functions) {
    text += fmt::format("FN:{},{}\n", at.first, one_line(function));
  }
  for (const auto& [function, at] : file.functions) {
    text += fmt::format("FNDA:{},{}\n", at.second, one_line(function));
    called += at.second > 0 ? 1 : 0;
  }
  text += fmt::format("FNF:{}\nFNH:{}\n", file.functions.size(), called);
  std::size_t hit = 0;
  for (const auto& [line, hits] : file.lines) {
    text += fmt::format("DA:{},{}\n", line, hits);
    hit += hits > 0 ? 1 : 0;
  }
  return text + fmt::format("LF:{}\nLH:{}\nend_of_record\n", file.lines.size(), hit);
}

}  // namespace

std::string profile_to_lcov(const Profile& profile) {
  std::string text;
  for (const auto& [name, file] : covered_files(profile, covered_hits(profile))) {
    text += record_of(name, file);
  }
  return text.empty() ? text : "TN:bpfmark\n" + text;
}

}  // namespace bpfmark
