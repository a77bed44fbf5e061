// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/listing/annotated_profile.h"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <tuple>

#include "harness/json/json_reader.h"
#include "harness/listing/profile_json.h"

namespace bpfmark {
namespace {

// Lines of all packets and passes, each once, in the order in which they came.
class LineSum {
 public:
  void add(const ReportObject& line, bool later_pass);
  std::vector<AnnotatedLine> finish(double instructions) &&;

 private:
  using Place = std::tuple<std::string, std::string, std::string, std::uint32_t>;
  AnnotatedLine& at(const LineFigure& figure);

  std::vector<AnnotatedLine> lines_;
  std::map<Place, std::size_t> places_;  // in lines_
};

AnnotatedLine& LineSum::at(const LineFigure& figure) {
  const auto [place, added] = places_.try_emplace(
      {figure.program, figure.function, figure.file, figure.line}, lines_.size());
  if (added) {
    lines_.emplace_back().figure = figure;
    lines_.back().figure.hits = 0;
    lines_.back().figure.instructions = 0;
  }
  return lines_[place->second];
}

void LineSum::add(const ReportObject& line, bool later_pass) {
  LineFigure figure;
  figure.program = line.text("program");
  figure.function = line.text("function");
  figure.file = line.text("file");
  const std::uint64_t number = line.count("line");
  if (number > std::numeric_limits<std::uint32_t>::max()) {
    line.complain("line", fmt::format("is {}, too large for a line", number));
  }
  figure.line = static_cast<std::uint32_t>(number);
  figure.text = line.text_or_null("text").value_or("");
  figure.hits = line.count("hits");
  figure.instructions = line.count("instructions");
  AnnotatedLine& sum = at(figure);
  sum.covered |= figure.hits > 0;
  if (!later_pass) return;
  sum.figure.hits += figure.hits;
  sum.figure.instructions += figure.instructions;
}

std::vector<AnnotatedLine> LineSum::finish(double instructions) && {
  for (AnnotatedLine& line : lines_) {
    if (instructions > 0) {
      line.share = static_cast<double>(line.figure.instructions) / instructions;
    }
  }
  return std::move(lines_);
}

void check_schema_version(const ReportObject& document) {
  const std::uint64_t version = document.count("schema_version");
  if (version == kProfileSchemaVersion) return;
  document.complain(
      "schema_version",
      fmt::format("is {}, but this bpfmark reads profiles of {} alone: {}", version,
                  kProfileSchemaVersion,
                  version > kProfileSchemaVersion ? "use a newer bpfmark" : "profile again"));
}

void read_pass(const ReportObject& pass, bool later_pass, LineSum& lines) {
  pass.for_each_item("lines", [&](const ReportObject& line) { lines.add(line, later_pass); });
}

AnnotatedPacket read_packet(const ReportObject& object, std::uint64_t frames, LineSum& lines) {
  if (frames == 0) object.complain("frames", "is 0, expected 1 or more");
  const ReportObject later = object.object("later_pass");
  const ReportObject first = object.object("first_pass");
  read_pass(later, true, lines);
  read_pass(first, false, lines);
  AnnotatedPacket packet;
  packet.packet = object.text("packet");
  packet.exact = object.boolean("exact");
  packet.insns = later.number("insns_per_packet");
  packet.insns_on_fresh_maps = first.number("insns_per_packet");
  packet.helper_calls = later.number("helper_calls_per_packet");
  return packet;
}

}  // namespace

AnnotatedProfile annotated_profile(const ReportObject& document) {
  check_schema_version(document);
  document.object("tool").one_of("name", {"bpfmark"});
  AnnotatedProfile profile;
  profile.object = document.text("object");
  profile.program = document.text("program");
  profile.type = document.text("type");
  const ReportObject environment = document.object("environment");
  profile.kernel = environment.text("kernel");
  profile.arch = environment.text("arch");
  profile.compiler = environment.text_or_null("clang");
  profile.virtual_calls = document.boolean("virtual_calls");
  LineSum lines;
  double instructions = 0;
  document.for_each_item("packets", [&](const ReportObject& item) {
    const std::uint64_t frames = item.count("frames");
    profile.packets.push_back(read_packet(item, frames, lines));
    profile.frames += frames;
    instructions += profile.packets.back().insns * static_cast<double>(frames);
  });
  if (profile.packets.empty()) document.complain("packets", "is empty, expected a packet or more");
  profile.lines = std::move(lines).finish(instructions);
  return profile;
}

AnnotatedProfile annotated_profile(const Profile& profile) {
  AnnotatedProfile annotated{.object = profile.object,
                             .program = profile.program,
                             .type = profile.type,
                             .kernel = profile.kernel,
                             .arch = profile.arch,
                             .compiler = profile.compiler,
                             .virtual_calls = profile.virtual_calls,
                             .frames = frames_of(profile),
                             .packets = {},
                             .lines = annotated_lines(profile)};
  for (const PacketCounts& counts : profile.packets) {
    annotated.packets.push_back(
        {.packet = counts.packet,
         .exact = counts.exact,
         .insns = instructions_per_packet(counts.later),
         .insns_on_fresh_maps = instructions_per_packet(counts.first),
         .helper_calls = helper_calls_per_packet(profile.programs, counts.later)});
  }
  return annotated;
}

}  // namespace bpfmark
