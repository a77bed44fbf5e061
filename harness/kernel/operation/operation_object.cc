// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/operation/operation_object.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "bpf/maps/operation.h"
#include "harness/kernel/machine/cpus.h"
#include "harness/kernel/machine/libbpf_log.h"
#include "harness/kernel/program/map_types.h"
#include "harness/profile/verifier_log.h"

namespace bpfmark {
namespace {

constexpr std::size_t kVerifierLogBytes = 1u << 20;
// The kernel ends a may_goto loop after a quarter of a second (6.15).
constexpr std::uint32_t kMaxPerCall = 1u << 16;
constexpr std::uint32_t kPlace = 1024;  // a fill's smallest map

bpf_insn instruction(int code, int offset, int immediate) {
  bpf_insn out{};
  out.code = static_cast<std::uint8_t>(code);
  out.off = static_cast<std::int16_t>(offset);
  out.imm = immediate;
  return out;
}

bool takes_may_goto() {
  constexpr int kMove = BPF_ALU64 | BPF_MOV | BPF_K;
  constexpr int kMayGoto = BPF_JMP | 0xe0;
  const std::array<bpf_insn, 4> code = {instruction(kMove, 0, 0), instruction(kMayGoto, 1, 0),
                                        instruction(kMove, 0, 1),
                                        instruction(BPF_JMP | BPF_EXIT, 0, 0)};
  const UniqueFd fd(
      bpf_prog_load(BPF_PROG_TYPE_XDP, "probe", "GPL", code.data(), code.size(), nullptr));
  return static_cast<bool>(fd);
}

// The most telling of what can be said; libbpf's and the verifier's own words are the detail.
std::string why_not_loaded(const Operation& operation, const bpf_map* subject,
                           const bpf_program* program, int error, bool is_rejected) {
  if (!operation.needs.empty() && !kernel_is_at_least(operation.needs)) {
    return fmt::format("needs Linux {}", operation.needs);
  }
  if (subject != nullptr) {
    std::string why = why_no_map_type(bpf_map__type(subject));
    if (!why.empty()) return why;
  }
  const bpf_prog_type type = bpf_program__type(program);
  const char* type_name = libbpf_bpf_prog_type_str(type);
  if (type == BPF_PROG_TYPE_LSM && (error == EPERM || error == EINVAL)) {
    return "the kernel refuses BPF LSM programs, and no others may do this";
  }
  if (is_rejected) return "the verifier rejects its program";
  return fmt::format("the kernel refuses its {} program or its map: {}",
                     type_name ? type_name : "BPF", std::strerror(error));
}

}  // namespace

LoopKind best_loop_kind() {
  static const LoopKind kBest = takes_may_goto() ? LoopKind::may_goto : LoopKind::bpf_loop;
  return kBest;
}

void OperationObject::Close::operator()(bpf_object* object) const {
  bpf_object__close(object);
}

OperationObject::OperationObject(const Operation& operation, const OperationSizes& sizes,
                                 LoopKind loop, KeyTable& keys)
    : operation_(operation), sizes_(sizes), loop_(loop), keys_(keys) {}

OperationObject::~OperationObject() {
  if (work_ != nullptr) ::munmap(work_, work_bytes_);
}

Result<std::unique_ptr<OperationObject>> OperationObject::load(const Operation& operation,
                                                               const OperationSizes& sizes,
                                                               LoopKind loop, KeyTable& keys) {
  if (sizes.numa_node && numa_nodes() == 1) {
    return cannot_measure("this machine has one NUMA node");
  }
  std::unique_ptr<OperationObject> out(new OperationObject(operation, sizes, loop, keys));
  BPFMARK_TRY(out->open_and_load());
  BPFMARK_TRY(out->map_globals());
  BPFMARK_TRY(out->setup_->after_load(out->object_.get(), operation, sizes));
  BPFMARK_TRY(out->fill());
  if (sizes.cpus > 1) {
    BPFMARK_ASSIGN(neighbours, Neighbours::start(sizes.cpus - 1));
    out->neighbours_ = std::move(neighbours);
  }
  return out;
}

int OperationObject::subject_fd() const {
  return bpf_object__find_map_fd_by_name(object_.get(), "subject");
}

// The variant of a program that loops as this kernel can; those that do not loop have only one.
std::string OperationObject::program_name(const std::string& program) const {
  const std::string variant = program + "__bpf_loop";
  const bool has = bpf_object__find_program_by_name(object_.get(), variant.c_str()) != nullptr;
  return loop_ == LoopKind::bpf_loop && has ? variant : program;
}

const char* OperationObject::empty_program() const {
  return operation_.own_loop ? "no_loop" : "empty";
}

void OperationObject::choose_programs() {
  std::vector<std::string> wanted = {empty_program(), operation_.program, operation_.before,
                                     operation_.fill};
  for (std::string& name : wanted) name = program_name(name);
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object_.get()) {
    const std::string name = bpf_program__name(program);
    // A helper of an operation, such as the target of its tail call, is named after it.
    const bool is_target = name == operation_.program + "_target";
    const bool is_wanted = std::count(wanted.begin(), wanted.end(), name) > 0;
    bpf_program__set_autoload(program, is_wanted || is_target);
  }
}

Result<void> OperationObject::set_sizes() {
  bpf_map* keys = bpf_object__find_map_by_name(object_.get(), "keys");
  if (keys != nullptr && bpf_map__reuse_fd(keys, keys_.map_fd()) != 0) {
    return cannot_measure("cannot hand the array of keys to a program", errno);
  }
  bpf_map* constants = bpf_object__find_map_by_name(object_.get(), ".rodata");
  if (constants != nullptr && sizes_.dependent_keys) {
    // The only constant of loop.h, and the first of its file.
    std::size_t bytes = 0;
    const void* initial = bpf_map__initial_value(constants, &bytes);
    std::vector<char> values(static_cast<const char*>(initial),
                             static_cast<const char*>(initial) + bytes);
    constexpr std::uint32_t kDependent = 1;
    std::memcpy(values.data(), &kDependent, sizeof kDependent);
    bpf_map__set_initial_value(constants, values.data(), values.size());
  }
  bpf_map* subject = bpf_object__find_map_by_name(object_.get(), "subject");
  if (subject == nullptr) return {};
  const bool has_room = operation_.has_trait(ROOM_FOR_TWICE) && !sizes_.filled_up;
  std::uint32_t flags = bpf_map__map_flags(subject);
  if (sizes_.no_prealloc) flags |= BPF_F_NO_PREALLOC;
  if (sizes_.no_common_lru) flags |= BPF_F_NO_COMMON_LRU;
  if (sizes_.numa_node) {
    flags |= BPF_F_NUMA_NODE;
    bpf_map__set_numa_node(subject, static_cast<std::uint32_t>(*sizes_.numa_node));
  }
  bpf_map__set_map_flags(subject, flags);
  if (operation_.has_dimension(DIM_ENTRIES)) {
    // Lists of its own give each CPU an equal share of the map.
    const auto shares = static_cast<std::uint32_t>(sizes_.no_common_lru ? possible_cpus() : 1);
    bpf_map__set_max_entries(subject, sizes_.entries * (has_room ? 2 : 1) * shares);
  }
  if (operation_.has_trait(RING_OF_A_PAGE) && bpf_map__type(subject) == BPF_MAP_TYPE_RINGBUF) {
    bpf_map__set_max_entries(subject, static_cast<std::uint32_t>(::sysconf(_SC_PAGESIZE)));
  }
  if (operation_.has_dimension(DIM_KEY)) bpf_map__set_key_size(subject, sizes_.key_bytes);
  if (operation_.has_dimension(DIM_VALUE)) bpf_map__set_value_size(subject, sizes_.value_bytes);
  return {};
}

Result<void> OperationObject::open_and_load() {
  start_libbpf_log();
  object_.reset(open_image(*operation_.object));
  if (!object_) {
    return cannot_measure(fmt::format("cannot open {}", operation_.object->path.string()), errno,
                          libbpf_log());
  }
  choose_programs();
  const bpf_map* subject = bpf_object__find_map_by_name(object_.get(), "subject");
  const bpf_map_type type = subject ? bpf_map__type(subject) : BPF_MAP_TYPE_UNSPEC;
  setup_ = make_map_setup(type);
  BPFMARK_TRY(set_sizes());
  BPFMARK_TRY(setup_->before_load(object_.get()));
  const auto log = std::make_unique_for_overwrite<char[]>(kVerifierLogBytes);
  log[0] = '\0';
  bpf_program* program =
      bpf_object__find_program_by_name(object_.get(), program_name(operation_.program).c_str());
  if (program == nullptr) {
    return cannot_measure(fmt::format("{} has no program '{}'", operation_.object->path.string(),
                                      operation_.program));
  }
  bpf_program__set_log_buf(program, log.get(), kVerifierLogBytes);
  const int error = bpf_object__load(object_.get());
  bpf_program__set_log_buf(program, nullptr, 0);
  if (error != 0) {
    const std::string verifier_log(log.get());
    return cannot_measure(
        why_not_loaded(operation_, subject, program, -error, !verifier_log.empty()), -error,
        verifier_log.empty() ? libbpf_log() : telling_end(verifier_log));
  }
  return {};
}

Result<void> OperationObject::map_globals() {
  const bpf_map* globals = bpf_object__find_map_by_name(object_.get(), ".data.work");
  constexpr std::size_t kPage = 4096;
  work_bytes_ = (bpf_map__value_size(globals) + kPage - 1) / kPage * kPage;
  void* mapped =
      ::mmap(nullptr, work_bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(globals), 0);
  if (mapped == MAP_FAILED) return cannot_measure("cannot map a program's globals", errno);
  work_ = static_cast<operation_work*>(mapped);
  return {};
}

Result<void> OperationObject::fill() {
  if (operation_.fill.empty()) return {};
  const std::uint32_t entries = std::max(sizes_.entries, kPlace);
  keys_.count_up(entries);
  const auto filled = run_program(operation_.fill, 0, sizes_.entries);
  keys_.restore(entries);
  if (!filled) return Failure(filled.error());
  if (filled->errors != 0 || filled->done < sizes_.entries) {
    return cannot_measure(fmt::format("the map could not be filled: {} of {} keys were refused",
                                      filled->errors, sizes_.entries));
  }
  return {};
}

std::uint32_t OperationObject::max_a_call() const {
  if (operation_.has_trait(SUMS_ENTRIES)) return sizes_.entries;
  return operation_.per_call != 0 ? operation_.per_call : kMaxPerCall;
}

Result<OperationSample> OperationObject::run_program(const std::string& program,
                                                     std::uint32_t first, std::uint32_t count) {
  const std::string variant = program_name(program);
  const bpf_program* found = bpf_object__find_program_by_name(object_.get(), variant.c_str());
  if (found == nullptr) return cannot_measure(fmt::format("there is no program '{}'", variant));
  const int cpu = ::sched_getcpu();
  volatile operation_work& work = work_[cpu % OPERATION_CPUS];
  work.done = 0;
  work.errors = 0;
  work.elapsed_ns = 0;
  work.sum = 0;
  work.zero = 0;
  work.entries = sizes_.entries;
  const std::uint32_t per_call = max_a_call();
  for (std::uint32_t asked = 0; asked < count; asked += work.count) {
    work.first = first + asked;
    work.count = std::min(per_call, count - asked);
    if (const int error = setup_->call(found); error != 0) {
      return cannot_measure(fmt::format("the kernel does not run it: {}", std::strerror(-error)),
                            -error);
    }
  }
  return OperationSample{static_cast<double>(work.elapsed_ns), work.done, work.errors, work.sum};
}

// How far a neighbour's keys lie from those of the CPU before it.
std::uint32_t OperationObject::keys_apart() const {
  return sizes_.disjoint_keys ? sizes_.entries / static_cast<std::uint32_t>(sizes_.cpus) : 0;
}

Result<OperationSample> OperationObject::run_on_all(std::uint32_t first, std::uint32_t count) {
  if (!neighbours_) return run_program(operation_.program, first, count);
  return neighbours_->run([&](std::uint32_t index) {
    return run_program(operation_.program, first + index * keys_apart(), count);
  });
}

// Other arms have used the caches since: without a pass over keys that are not those of the block,
// eight maps of 64k entries, interleaved, read two to four times too slow.
Result<void> OperationObject::prepare(std::uint32_t first, std::uint32_t count) {
  setup_->before_block(count);
  if (!operation_.before.empty()) {
    // Its failures do not count: an insert need not find what this would have deleted.
    const int shares = sizes_.disjoint_keys ? sizes_.cpus : 1;
    for (int i = 0; i < shares; ++i) {
      const std::uint32_t shift = static_cast<std::uint32_t>(i) * keys_apart();
      BPFMARK_TRY(run_program(operation_.before, first + shift, count));
    }
  } else if (!operation_.has_trait(KEYS_FRESH)) {
    BPFMARK_TRY(run_on_all(first - count, count));
    setup_->before_block(count);
  }
  return {};
}

Result<OperationSample> OperationObject::run(std::uint32_t first, std::uint32_t count) {
  BPFMARK_TRY(prepare(first, count));
  return run_on_all(first, count);
}

Result<OperationSample> OperationObject::run_empty(std::uint32_t first, std::uint32_t count) {
  return run_program(empty_program(), first, count);
}

}  // namespace bpfmark
