// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/measured_program.h"

#include <fmt/format.h>

#include "harness/kernel/count/packet_profile.h"
#include "harness/kernel/machine/environment.h"
#include "harness/kernel/object/compiler.h"
#include "harness/kernel/program/full_refusal.h"
#include "harness/kernel/program/object.h"
#include "harness/profile/figures.h"
#include "harness/profile/verifier_log.h"
#include "harness/result/assemble.h"

namespace bpfmark {

Result<MeasuredProgram> inspect_program(const ProgramImage& program) {
  BPFMARK_ASSIGN(object, Object::open(program));
  const auto statistics = object.load_with_statistics(object.wants_frags());
  if (!statistics) {
    return Failure(refusal_in_full(program, ProgramTypes::xdp, statistics.error()));
  }
  BPFMARK_ASSIGN(info, object.info());
  MeasuredProgram out;
  const ObjectImage& image = *program.object;
  out.identity = {image.path.string(), info.name, image.sha256, info.tag, "xdp"};
  out.exact = exact_metrics(info, stack_bytes_of(*statistics));
  out.compiler = compiler_of(image);
  return out;
}

namespace {

// The object's only XDP program by its name: beside tc programs, which can be counted too but not
// timed, an object's only program is another question.
Result<ProgramImage> timed_program(const ProgramImage& program) {
  BPFMARK_ASSIGN(object, Object::open(program));
  return ProgramImage{program.object, object.program_name()};
}

Result<Profile> profile_timed(const ProgramImage& program, const ProfiledPacket& packet,
                              const SharedImage& queue) {
  BPFMARK_ASSIGN(timed, timed_program(program));
  return profile_program(timed, {packet}, queue);
}

}  // namespace

CountedPacket count_packet(const ProgramImage& program, const PacketSpec& packet,
                           const Suite& workload, const SharedImage& queue) {
  CountedPacket out;
  const auto profile = profile_timed(program, {packet.packet, map_states(workload, packet)}, queue);
  if (!profile) {
    out.warnings.push_back(text_of(NotCounted{profile.error().message}));
    return out;
  }
  out.verdicts = profile->packets[0].later.verdicts;
  out.reached = reached_by(*profile, profile->packets[0]);
  out.metrics = count_metrics(*profile);
  out.map_operations = map_operations(*profile);
  const PacketCounts& counts = profile->packets[0];
  const double first = instructions_per_packet(counts.first);
  const double later = instructions_per_packet(counts.later);
  if (first != later) {
    out.warnings.push_back(fmt::format(
        "executes {:.6g} instructions a packet on the state that a block begins with, and {:.6g} "
        "from then on: the time and the count are those of the latter; for the former put the "
        "state back before every packet, {{\"each\": \"clear\"}} in the suite's \"maps\"",
        first, later));
  }
  for (const std::string& why : profile->packets[0].not_exact_because) {
    out.warnings.push_back(text_of(CountNotExact{why}));
  }
  for (const Warning& warning : call_warnings(*profile, profile->packets[0])) {
    out.warnings.push_back(text_of(warning));
  }
  return out;
}

Result<Profile> count_program(const ProgramImage& program, const Suite& workload,
                              const Installation& installation) {
  std::vector<ProfiledPacket> packets;
  for (const PacketSpec& packet : workload.packets) {
    packets.push_back({packet.packet, map_states(workload, packet)});
  }
  BPFMARK_ASSIGN(objects, drive_objects(installation));
  BPFMARK_ASSIGN(profile, profile_program(program, packets, objects.queue));
  const Machine machine = read_machine("/");
  profile.kernel = machine.kernel;
  profile.arch = machine.arch;
  profile.compiler = compiler_of(*program.object);
  return std::move(profile);
}

}  // namespace bpfmark
