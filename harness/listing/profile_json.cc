// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/listing/profile_json.h"

#include <nlohmann/json.hpp>

#include "harness/profile/figures.h"
#include "harness/suite/verdict.h"

namespace bpfmark {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
  if (!value) return nullptr;
  return *value;
}

Json or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

Json function_list(const std::vector<ProfiledProgram>& programs, const Hits& hits) {
  Json list = Json::array();
  for (const FunctionFigure& figure : function_figures(programs, hits)) {
    list.push_back(Json{{"program", figure.program},
                        {"function", figure.function},
                        {"calls", figure.calls},
                        {"instructions", figure.instructions},
                        {"stack_bytes", or_null(figure.stack_bytes)}});
  }
  return list;
}

Json line_list(const std::vector<ProfiledProgram>& programs, const Hits& hits) {
  Json list = Json::array();
  for (const LineFigure& figure : line_figures(programs, hits)) {
    list.push_back(Json{{"program", figure.program},
                        {"function", figure.function},
                        {"file", figure.file},
                        {"line", figure.line},
                        {"text", or_null(figure.text)},
                        {"hits", figure.hits},
                        {"instructions", figure.instructions}});
  }
  return list;
}

Json block_list(const std::vector<ProfiledProgram>& programs, const Hits& hits) {
  Json list = Json::array();
  for (std::size_t p = 0; p < programs.size(); ++p) {
    for (std::size_t b = 0; b < hits[p].size(); ++b) {
      const CodeBlock& block = programs[p].graph.blocks[b];
      list.push_back(Json{{"program", programs[p].code.name},
                          {"first_slot", block.first},
                          {"end_slot", block.end},
                          {"instructions", block.instructions},
                          {"hits", hits[p][b]}});
    }
  }
  return list;
}

Json call_list(const std::vector<ProfiledProgram>& programs, const Hits& hits) {
  Json list = Json::array();
  for (const CallFigure& figure : call_figures(programs, hits)) {
    list.push_back(Json{{"helper", figure.helper},
                        {"map", or_null(figure.map)},
                        {"inlined", figure.inlined},
                        {"calls", figure.calls}});
  }
  return list;
}

Json pass_json(const Profile& profile, const PassCounts& pass) {
  const std::vector<ProfiledProgram>& programs = profile.programs;
  return Json{{"insns_per_packet", instructions_per_packet(pass)},
              {"helper_calls_per_packet", helper_calls_per_packet(programs, pass)},
              {"verdict_shares", verdict_shares(profile.type, pass.verdicts)},
              {"verdicts", pass.verdicts},
              {"insns_by_frame", pass.instructions},
              {"functions", function_list(programs, pass.hits)},
              {"lines", line_list(programs, pass.hits)},
              {"blocks", block_list(programs, pass.hits)},
              {"helpers", call_list(programs, pass.hits)}};
}

Json packet_json(const Profile& profile, const PacketCounts& counts) {
  return Json{{"packet", counts.packet},
              {"frames", counts.later.instructions.size()},
              {"exact", counts.exact},
              {"not_exact_because", counts.not_exact_because},
              {"loads", counts.loads},
              {"count_s", counts.count_s},
              {"later_pass", pass_json(profile, counts.later)},
              {"first_pass", pass_json(profile, counts.first)}};
}

Json program_json(const ProfiledProgram& program) {
  const VerifierStatistics& verifier = program.verifier;
  return Json{{"name", program.code.name},
              {"slots", program.code.code.insns.size()},
              {"counters", program.counters},
              {"counted_slots", program.counted_slots},
              {"counted_verified_insns", or_null(program.counted_verified_insns)},
              {"verifier", Json{{"processed_insns", or_null(verifier.processed_insns)},
                                {"max_states_per_insn", or_null(verifier.max_states_per_insn)},
                                {"total_states", or_null(verifier.total_states)},
                                {"peak_states", or_null(verifier.peak_states)},
                                {"mark_read", or_null(verifier.mark_read)},
                                {"stack_bytes", verifier.stack_bytes}}}};
}

}  // namespace

std::string profile_to_json(const Profile& profile, const std::string& tool_version) {
  Json programs = Json::array();
  for (const ProfiledProgram& program : profile.programs) programs.push_back(program_json(program));
  Json packets = Json::array();
  for (const PacketCounts& counts : profile.packets)
    packets.push_back(packet_json(profile, counts));
  const Json document{{"schema_version", kProfileSchemaVersion},
                      {"tool", Json{{"name", "bpfmark"}, {"version", tool_version}}},
                      {"object", profile.object},
                      {"program", profile.program},
                      {"type", profile.type},
                      {"environment", Json{{"kernel", profile.kernel},
                                           {"arch", profile.arch},
                                           {"clang", or_null(profile.compiler)}}},
                      {"virtual_calls", profile.virtual_calls},
                      {"programs", std::move(programs)},
                      {"packets", std::move(packets)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bpfmark
