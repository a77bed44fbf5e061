// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/live/live_program.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/bpf.h>

#include <map>
#include <vector>

#include "harness/kernel/program/full_refusal.h"
#include "harness/kernel/rewrite/hooked_load.h"
#include "harness/profile/counter_code.h"

namespace bpfmark {
namespace {

// How a call says that it found no room.
enum class FailedPush { none, not_zero, zero };

FailedPush failed_push_of(const Insn& insn) {
  if (call_kind(insn) != CallKind::helper) return FailedPush::none;
  if (insn.imm == BPF_FUNC_map_push_elem || insn.imm == BPF_FUNC_ringbuf_output) {
    return FailedPush::not_zero;
  }
  return insn.imm == BPF_FUNC_ringbuf_reserve ? FailedPush::zero : FailedPush::none;
}

// Where the counters are, in CounterMap's order.
enum Counter : std::size_t { kLost, kSaid, kPackets, kCounters };

std::vector<Insn> count_one(Counter counter, int reg, int counter_fd) {
  return counter_code({.slot = 0, .reg = reg, .saved_at = 0}, counter_fd,
                      kFirstCounterCell + counter);
}

void append(std::vector<Insn>& code, const std::vector<Insn>& more) {
  code.insert(code.end(), more.begin(), more.end());
}

// r1..r5 are free after a call. The branch leads past the counting, whose length it is given.
std::vector<Insn> counted_call(const Insn& call, FailedPush failure, LiveCounting counting,
                               int counter_fd) {
  std::vector<Insn> code = {call};
  if (counting == LiveCounting::all) append(code, count_one(kSaid, 1, counter_fd));
  const std::vector<Insn> count = count_one(kLost, 1, counter_fd);
  // Not "unequal 0": the verifier would take that for the program's own check of what it reserved,
  // and before Linux 6.4 not believe the next one.
  const int skip_where = failure == FailedPush::not_zero ? BPF_JEQ : BPF_JGT;
  code.push_back({.code = static_cast<__u8>(BPF_JMP | skip_where | BPF_K),
                  .dst_reg = 0,
                  .src_reg = 0,
                  .off = static_cast<__s16>(count.size()),
                  .imm = 0});
  append(code, count);
  return code;
}

}  // namespace

std::optional<RewrittenCode> with_live_counters(const ProgramCode& program, const std::string& map,
                                                LiveCounting counting, int counter_fd) {
  std::map<std::size_t, Edit> edits;
  for (const CallSite& call : program.calls) {
    const Insn& insn = program.code.insns[call.slot];
    const FailedPush failure = failed_push_of(insn);
    if (failure == FailedPush::none) continue;
    if (!map.empty() && !call.map.empty() && call.map != map) continue;
    edits[call.slot].instead = counted_call(insn, failure, counting, counter_fd);
  }
  // At its entry r1 alone holds something.
  if (counting == LiveCounting::all) edits[0].before = count_one(kPackets, 2, counter_fd);
  if (edits.empty()) return std::nullopt;
  return rewrite(program.code.insns, edits);
}

std::optional<LiveCounts> LiveProgram::counts() const {
  if (!counters) return std::nullopt;
  const std::vector<std::uint64_t> counted = counters->read_counters();
  return LiveCounts{counted[kLost], counted[kSaid], counted[kPackets]};
}

Result<LiveProgram> load_live_program(const ProgramImage& program, const std::string& map,
                                      LiveCounting counting) {
  BPFMARK_ASSIGN(counters, CounterMap::make(kCounters));
  auto loaded = load_hooked(program, OtherPrograms::none, [&](const ProgramCode& code) {
    return with_live_counters(code, map, counting, counters.fd());
  });
  if (!loaded) {
    return Failure(refusal_in_full(program, ProgramTypes::packet, loaded.error()));
  }
  return LiveProgram{std::move(loaded->object), std::move(counters)};
}

Result<LiveProgram> open_live_program(const ProgramImage& program) {
  BPFMARK_ASSIGN(object, Object::open(program));
  return LiveProgram{std::move(object), std::nullopt};
}

Result<Map> message_map(const Object& object, const std::string& name) {
  std::vector<Map> fitting;
  std::vector<std::string> names;
  for (const Map& map : object.maps()) {
    if (!map.holds_messages()) continue;
    names.push_back(map.name);
    if (name.empty() || map.name == name) fitting.push_back(map);
  }
  if (fitting.size() == 1) return fitting.front();
  if (names.empty()) {
    return cannot_measure(
        fmt::format("program '{}' has no message map: a QUEUE, STACK or RINGBUF map, out of which "
                    "its messages could be read",
                    object.program_name()));
  }
  return cannot_measure(fmt::format("{}; name one with --map, of: {}",
                                    name.empty()
                                        ? "the object has several message maps"
                                        : fmt::format("there is no message map '{}'", name),
                                    fmt::join(names, ", ")));
}

}  // namespace bpfmark
