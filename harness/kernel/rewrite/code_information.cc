// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/rewrite/code_information.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>

#include "harness/kernel/rewrite/inlined_calls.h"
#include "harness/profile/flow/map_operands.h"

namespace bpfmark {
namespace {

// Records may be longer than the struct that this libbpf knows; the offset is always first.
template <typename Record>
std::vector<Record> read_records(const void* records, std::uint32_t count, std::uint32_t size) {
  std::vector<Record> out(records == nullptr ? 0 : count);
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::memcpy(&out[i], static_cast<const char*>(records) + i * size, sizeof(Record));
  }
  return out;
}

std::string text_of(const btf* types, std::uint32_t offset) {
  const char* text = types != nullptr ? btf__str_by_offset(types, offset) : nullptr;
  return text != nullptr ? text : "";
}

std::string type_name(const btf* types, std::uint32_t id) {
  const btf_type* type = types != nullptr ? btf__type_by_id(types, id) : nullptr;
  return type != nullptr ? text_of(types, type->name_off) : "";
}

std::vector<FunctionName> read_functions(const btf* types, const bpf_prog_load_opts& options) {
  std::vector<FunctionName> functions;
  for (const auto& record : read_records<bpf_func_info>(options.func_info, options.func_info_cnt,
                                                        options.func_info_rec_size)) {
    functions.push_back({record.insn_off, type_name(types, record.type_id)});
  }
  return functions;
}

// clang 14 writes ./bpf/x.c where clang 18 writes bpf/x.c.
std::string file_name(const btf* types, __u32 offset) {
  return std::filesystem::path(text_of(types, offset)).lexically_normal();
}

std::vector<SourceLine> read_lines(const btf* types, const bpf_prog_load_opts& options) {
  std::vector<SourceLine> lines;
  for (const auto& record : read_records<bpf_line_info>(options.line_info, options.line_info_cnt,
                                                        options.line_info_rec_size)) {
    lines.push_back({record.insn_off, file_name(types, record.file_name_off),
                     BPF_LINE_INFO_LINE_NUM(record.line_col), text_of(types, record.line_off)});
  }
  return lines;
}

// By the kernel's BTF, which takes a while to read: once, and only for programs with kfuncs.
std::string kfunc_name(const Insn& call) {
  static const std::unique_ptr<btf, void (*)(btf*)> kKernel(btf__load_vmlinux_btf(), btf__free);
  std::string name;
  if (call.off == 0 && kKernel)
    name = type_name(kKernel.get(), static_cast<std::uint32_t>(call.imm));
  return name.empty() ? fmt::format("kfunc {}", call.imm) : name;
}

std::uint32_t type_of_map(const bpf_object* object, const std::string& name) {
  const bpf_map* map = bpf_object__find_map_by_name(object, name.c_str());
  return map == nullptr ? 0 : static_cast<std::uint32_t>(bpf_map__type(map));
}

std::vector<CallSite> read_calls(const bpf_object* object, const Code& code,
                                 const std::map<int, std::string>& maps) {
  std::vector<CallSite> calls;
  std::map<std::size_t, int> operands;
  // Code whose flow cannot be followed is refused later, with the reason.
  if (const auto graph = make_flow_graph(code)) operands = map_operands(code, *graph);
  for (std::size_t slot = 0; slot < code.insns.size(); ++slot) {
    const Insn& insn = code.insns[slot];
    const CallKind kind = call_kind(insn);
    if (kind != CallKind::helper && kind != CallKind::kfunc) continue;
    const bool is_helper = kind == CallKind::helper;
    CallSite site{slot, is_helper ? helper_name(insn.imm) : kfunc_name(insn), "",
                  is_helper && map_argument(insn.imm).has_value(), false};
    if (const auto operand = operands.find(slot); operand != operands.end()) {
      if (const auto name = maps.find(operand->second); name != maps.end()) site.map = name->second;
    }
    if (is_helper) site.inlined = is_inlined_call(insn.imm, type_of_map(object, site.map));
    calls.push_back(std::move(site));
  }
  return calls;
}

bool is_const_volatile(const btf* types, std::uint32_t id) {
  const btf_type* type = btf__type_by_id(types, id);
  if (type == nullptr || !btf_is_const(type)) return false;
  type = btf__type_by_id(types, type->type);
  return type != nullptr && btf_is_volatile(type);
}

// The variable of the section at `offset`, where it is const volatile and all zero; else "".
std::string unset_variable(const btf* types, const btf_type* section, bpf_map* map,
                           std::uint32_t offset) {
  std::size_t size = 0;
  const auto* bytes = static_cast<const char*>(bpf_map__initial_value(map, &size));
  const btf_var_secinfo* info = btf_var_secinfos(section);
  for (int i = 0; i < btf_vlen(section); ++i) {
    const std::size_t end = std::size_t{info[i].offset} + info[i].size;
    if (offset < info[i].offset || offset >= end) continue;
    const btf_type* variable = btf__type_by_id(types, info[i].type);
    if (variable == nullptr || bytes == nullptr || end > size) return "";
    const bool is_zero =
        std::all_of(bytes + info[i].offset, bytes + end, [](char byte) { return byte == 0; });
    if (!is_zero || !is_const_volatile(types, variable->type)) return "";
    return text_of(types, variable->name_off);
  }
  return "";
}

// What the code takes the address of in .rodata.
std::vector<UnsetConstant> read_unset(const bpf_object* object, const btf* types,
                                      const Code& code) {
  std::vector<UnsetConstant> unset;
  const int section =
      types == nullptr ? -1 : btf__find_by_name_kind(types, ".rodata", BTF_KIND_DATASEC);
  bpf_map* map = bpf_object__find_map_by_name(object, ".rodata");
  if (section < 0 || map == nullptr) return unset;
  const btf_type* variables = btf__type_by_id(types, static_cast<std::uint32_t>(section));
  for (std::size_t slot = 0; slot < code.insns.size(); ++slot) {
    const Insn& insn = code.insns[slot];
    if (!is_wide(insn)) continue;
    const bool is_ours = insn.src_reg == BPF_PSEUDO_MAP_VALUE && insn.imm == bpf_map__fd(map);
    const auto offset = static_cast<std::uint32_t>(code.insns[slot + 1].imm);
    const std::string name = is_ours ? unset_variable(types, variables, map, offset) : "";
    if (!name.empty()) unset.push_back({slot, name});
    ++slot;
  }
  return unset;
}

void name_functions(ProgramCode& program) {
  if (!program.functions.empty()) return;
  program.functions.push_back({0, program.name});
  const auto graph = make_flow_graph(program.code);
  if (!graph) return;
  for (const std::size_t start : graph->functions) {
    if (start != 0) program.functions.push_back({start, fmt::format("function at {}", start)});
  }
}

std::vector<char> moved(const void* records, std::uint32_t count, std::uint32_t size,
                        const RewrittenCode& rewritten) {
  std::vector<char> out;
  if (records == nullptr) return out;
  const char* bytes = static_cast<const char*>(records);
  out.assign(bytes, bytes + std::size_t{count} * size);
  for (std::size_t at = 0; at + size <= out.size(); at += size) {
    std::uint32_t offset = 0;
    std::memcpy(&offset, &out[at], sizeof offset);
    offset = static_cast<std::uint32_t>(rewritten.new_slot.at(offset));
    std::memcpy(&out[at], &offset, sizeof offset);
  }
  return out;
}

}  // namespace

ProgramCode read_program_code(const bpf_object* object, const bpf_program* program,
                              const bpf_prog_load_opts& options,
                              const std::map<int, std::string>& maps) {
  const btf* types = bpf_object__btf(object);
  ProgramCode out;
  out.name = bpf_program__name(program);
  const bpf_insn* insns = bpf_program__insns(program);
  out.code.insns.assign(insns, insns + bpf_program__insn_cnt(program));
  out.code.may_throw =
      types != nullptr && btf__find_by_name_kind(types, "bpf_throw", BTF_KIND_FUNC) > 0;
  out.functions = read_functions(types, options);
  out.lines = read_lines(types, options);
  out.calls = read_calls(object, out.code, maps);
  out.unset = read_unset(object, types, out.code);
  name_functions(out);
  return out;
}

MovedInformation::MovedInformation(bpf_prog_load_opts& options, const RewrittenCode& rewritten)
    : functions_(
          moved(options.func_info, options.func_info_cnt, options.func_info_rec_size, rewritten)),
      lines_(
          moved(options.line_info, options.line_info_cnt, options.line_info_rec_size, rewritten)) {
  if (options.func_info != nullptr) options.func_info = functions_.data();
  if (options.line_info != nullptr) options.line_info = lines_.data();
}

}  // namespace bpfmark
