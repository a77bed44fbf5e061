// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/program/program_choice.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

namespace bpfmark {
namespace {

// They run on the packets that a devmap or cpumap redirects; the kernel refuses test runs of them.
bool runs_from_a_map(const bpf_program* program) {
  const bpf_attach_type attach = bpf_program__expected_attach_type(program);
  return bpf_program__type(program) == BPF_PROG_TYPE_XDP &&
         (attach == BPF_XDP_DEVMAP || attach == BPF_XDP_CPUMAP);
}

bool is_one_of(const bpf_program* program, std::optional<ProgramTypes> types) {
  const bpf_prog_type type = bpf_program__type(program);
  if (!types) return true;
  if (type == BPF_PROG_TYPE_XDP) return !runs_from_a_map(program);
  return types == ProgramTypes::packet &&
         (type == BPF_PROG_TYPE_SCHED_CLS || type == BPF_PROG_TYPE_SCHED_ACT);
}

const char* name_of(ProgramTypes types) {
  return types == ProgramTypes::xdp ? "XDP" : "XDP or tc";
}

const char* what_serves(ProgramTypes types) {
  return types == ProgramTypes::xdp
             ? "bpfmark measures xdp programs, and counts in tc programs too (bpfmark profile)"
             : "bpfmark counts in xdp and tc programs";
}

std::string why_not(const bpf_program* program, ProgramTypes types) {
  if (bpf_program__type(program) == BPF_PROG_TYPE_UNSPEC) {
    return fmt::format(
        "is in section \"{}\", which libbpf {}.{} does not know; name it \"xdp\" or \"tc\"",
        bpf_program__section_name(program), libbpf_major_version(), libbpf_minor_version());
  }
  if (runs_from_a_map(program)) {
    return fmt::format(
        "is of type xdp, attach type {} (section \"{}\"): it runs from a map alone, and the kernel "
        "runs no tests of it",
        libbpf_bpf_attach_type_str(bpf_program__expected_attach_type(program)),
        bpf_program__section_name(program));
  }
  return fmt::format("is of type {} (section \"{}\"); {}", type_name_of(program),
                     bpf_program__section_name(program), what_serves(types));
}

// "ingress (tc), on_device (xdp/devmap)": what each is shows in its section.
std::string list_of(bpf_object* object, std::optional<ProgramTypes> types) {
  std::vector<std::string> list;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    if (!is_one_of(program, types)) continue;
    list.push_back(
        fmt::format("{} ({})", bpf_program__name(program), bpf_program__section_name(program)));
  }
  return fmt::format("{}", fmt::join(list, ", "));
}

// Sections of tc programs that are newer than this libbpf, or older.
bpf_prog_type tc_type_of(std::string_view section) {
  if (section.starts_with("action/")) return BPF_PROG_TYPE_SCHED_ACT;
  for (const std::string_view start : {"tcx/", "tc/", "classifier/"}) {
    if (section.starts_with(start)) return BPF_PROG_TYPE_SCHED_CLS;
  }
  return BPF_PROG_TYPE_UNSPEC;
}

}  // namespace

const char* type_name_of(const bpf_program* program) {
  const char* type = libbpf_bpf_prog_type_str(bpf_program__type(program));
  return type != nullptr ? type : "unknown";
}

void set_known_types(bpf_object* object) {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    if (bpf_program__type(program) != BPF_PROG_TYPE_UNSPEC) continue;
    const bpf_prog_type type = tc_type_of(bpf_program__section_name(program));
    if (type != BPF_PROG_TYPE_UNSPEC) bpf_program__set_type(program, type);
  }
}

std::vector<std::string> program_names(bpf_object* object, std::optional<ProgramTypes> types) {
  std::vector<std::string> names;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    if (is_one_of(program, types)) names.emplace_back(bpf_program__name(program));
  }
  return names;
}

namespace {

Result<bpf_program*> only_program(bpf_object* object, const std::filesystem::path& path,
                                  ProgramTypes types) {
  const std::vector<std::string> fitting = program_names(object, types);
  if (fitting.size() == 1) return bpf_object__find_program_by_name(object, fitting.front().c_str());
  const std::string all = list_of(object, std::nullopt);
  if (all.empty()) return bad_input(fmt::format("{} holds no BPF program", path.string()));
  if (fitting.empty()) {
    return bad_input(fmt::format(
        "{} holds no {} program (it has: {}); {}; mark one with SEC(\"{}\")", path.string(),
        name_of(types), all, what_serves(types), types == ProgramTypes::xdp ? "xdp" : "tc"));
  }
  return bad_input(fmt::format("{} holds several {} programs: name one as {}:PROGRAM, of: {}",
                               path.string(), name_of(types), path.string(),
                               list_of(object, types)));
}

}  // namespace

Result<bpf_program*> pick_program(bpf_object* object, const std::filesystem::path& path,
                                  const std::string& name, ProgramTypes types) {
  if (name.empty()) return only_program(object, path, types);
  bpf_program* program = bpf_object__find_program_by_name(object, name.c_str());
  if (program == nullptr) {
    return bad_input(fmt::format("{} has no program '{}'; it has: {}", path.string(), name,
                                 list_of(object, std::nullopt)));
  }
  if (!is_one_of(program, types)) {
    return bad_input(
        fmt::format("program '{}' of {} {}", name, path.string(), why_not(program, types)));
  }
  return program;
}

}  // namespace bpfmark
