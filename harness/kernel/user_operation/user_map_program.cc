// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/user_operation/user_map_program.h"

#include <bpf/bpf.h>

#include <array>
#include <cerrno>
#include <span>

#include "harness/kernel/map/referents.h"
#include "harness/kernel/program/map_types.h"

namespace bpfmark {
namespace {

constexpr int kMove = BPF_ALU64 | BPF_MOV | BPF_K;

bpf_insn instruction(int code, std::uint8_t destination, int immediate) {
  bpf_insn out{};
  out.code = static_cast<std::uint8_t>(code);
  out.dst_reg = destination & 0xf;
  out.imm = immediate;
  return out;
}

// Two instructions: the map's address in a register.
std::array<bpf_insn, 2> map_in(std::uint8_t destination, int map) {
  bpf_insn low = instruction(BPF_LD | BPF_IMM | BPF_DW, destination, map);
  low.src_reg = BPF_PSEUDO_MAP_FD;
  return {low, bpf_insn{}};
}

Result<UniqueFd> loaded(bpf_prog_type type, std::span<const bpf_insn> code,
                        bpf_prog_load_opts* options) {
  UniqueFd fd(bpf_prog_load(type, "user", "GPL", code.data(), code.size(), options));
  if (!fd) return cannot_measure("the kernel refuses the program that the map needs", errno);
  return fd;
}

// return bpf_get_stackid(ctx, map, 0);
Result<UserMapProgram> stack_filer(int map) {
  const auto [low, high] = map_in(BPF_REG_2, map);
  const std::array code = {low, high, instruction(kMove, BPF_REG_3, 0),
                           instruction(BPF_JMP | BPF_CALL, 0, BPF_FUNC_get_stackid),
                           instruction(BPF_JMP | BPF_EXIT, 0, 0)};
  BPFMARK_ASSIGN(fd, loaded(BPF_PROG_TYPE_RAW_TRACEPOINT, code, nullptr));
  return UserMapProgram{std::move(fd), {}};
}

// bpf_get_local_storage(map, 0); return 1; and it allows all. Of the hooks of a cgroup the one that
// is called least, as the root's holds for all processes; a cgroup of our own would outlive a
// killed process.
Result<UserMapProgram> storage_holder(int map) {
  if (!kernel_is_at_least("5.7")) return cannot_measure("needs Linux 5.7");  // links to cgroups
  const auto [low, high] = map_in(BPF_REG_1, map);
  const std::array code = {low,
                           high,
                           instruction(kMove, BPF_REG_2, 0),
                           instruction(BPF_JMP | BPF_CALL, 0, BPF_FUNC_get_local_storage),
                           instruction(kMove, BPF_REG_0, 1),
                           instruction(BPF_JMP | BPF_EXIT, 0, 0)};
  bpf_prog_load_opts options{};
  options.sz = sizeof options;
  options.expected_attach_type = BPF_CGROUP_SYSCTL;
  BPFMARK_ASSIGN(fd, loaded(BPF_PROG_TYPE_CGROUP_SYSCTL, code, &options));
  BPFMARK_ASSIGN(root, open_cgroup_root());
  UniqueFd link(bpf_link_create(fd.get(), root.get(), BPF_CGROUP_SYSCTL, nullptr));
  if (!link) return cannot_measure("the kernel attaches no program to the root cgroup", errno);
  return UserMapProgram{std::move(fd), std::move(link)};
}

}  // namespace

bool UserMapProgram::run() const {
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  if (bpf_prog_test_run_opts(fd.get(), &options) != 0) return false;
  const auto result = static_cast<std::int32_t>(options.retval);
  if (result < 0) errno = -result;
  return result >= 0;
}

Result<std::optional<UserMapProgram>> load_user_map_program(std::uint32_t type, int map) {
  if (type == BPF_MAP_TYPE_STACK_TRACE) return stack_filer(map);
  if (is_cgroup_storage(type)) return storage_holder(map);
  return std::nullopt;
}

bool is_cgroup_storage(std::uint32_t type) {
  return type == BPF_MAP_TYPE_CGROUP_STORAGE || type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

}  // namespace bpfmark
