// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/dashboard/profile_data.h"

#include <algorithm>

#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

OrderedJson packet_of_page(const AnnotatedPacket& packet) {
  return OrderedJson{{"packet", packet.packet},
                     {"exact", packet.exact},
                     {"insns", json_count(packet.insns)},
                     {"first", json_count(packet.insns_on_fresh_maps)},
                     {"calls", json_count(packet.helper_calls)}};
}

OrderedJson line_of_page(const AnnotatedLine& line, double frames) {
  const LineFigure& figure = line.figure;
  return OrderedJson{{"function", figure.function},
                     {"file", figure.file},
                     {"line", figure.line},
                     {"text", printable(untabbed(figure.text))},
                     {"insns", json_count(static_cast<double>(figure.instructions) / frames)},
                     {"share", json_number(line.share)},
                     {"hits", json_count(static_cast<double>(figure.hits) / frames)},
                     {"covered", line.covered}};
}

}  // namespace

OrderedJson profile_of_page(const AnnotatedProfile& profile) {
  OrderedJson packets = OrderedJson::array();
  for (const AnnotatedPacket& packet : profile.packets) packets.push_back(packet_of_page(packet));
  const auto frames = static_cast<double>(std::max<std::size_t>(1, profile.frames));
  OrderedJson lines = OrderedJson::array();
  for (const AnnotatedLine& line : profile.lines) lines.push_back(line_of_page(line, frames));
  return OrderedJson{{"object", profile.object},
                     {"program", profile.program},
                     {"type", profile.type},
                     {"kernel", profile.kernel},
                     {"arch", profile.arch},
                     {"clang", json_or_null(profile.compiler)},
                     {"virtual", profile.virtual_calls},
                     {"packets", std::move(packets)},
                     {"lines", std::move(lines)}};
}

}  // namespace bpfmark
