// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/count/counter_map.h"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/kernel/machine/map_refusal.h"
#include "harness/kernel/program/test_run.h"
#include "harness/profile/counter_code.h"

namespace bpfmark {
namespace {

constexpr std::size_t kAnyFrameBytes = 64;

std::size_t whole_pages(std::size_t bytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

}  // namespace

CounterMap::CounterMap(UniqueFd fd, std::span<std::uint64_t> cells, std::size_t mapped_bytes)
    : fd_(std::move(fd)), cells_(cells), mapped_bytes_(mapped_bytes) {}

CounterMap::CounterMap(CounterMap&& other) noexcept
    : fd_(std::move(other.fd_)),
      cells_(std::exchange(other.cells_, {})),
      mapped_bytes_(std::exchange(other.mapped_bytes_, 0)),
      address_(other.address_) {}

CounterMap::~CounterMap() {
  if (!cells_.empty()) ::munmap(cells_.data(), mapped_bytes_);
}

Result<CounterMap> CounterMap::make(std::size_t counters) {
  const std::size_t count = kFirstCounterCell + counters;
  const std::size_t bytes = count * sizeof(std::uint64_t);
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  options.map_flags = BPF_F_MMAPABLE;
  UniqueFd fd(bpf_map_create(BPF_MAP_TYPE_ARRAY, "bpfmark_counts", sizeof(std::uint32_t),
                             static_cast<std::uint32_t>(bytes), 1, &options));
  if (!fd) return map_refusal(fmt::format("a map of {} counters", counters), errno);
  const std::size_t mapped = whole_pages(bytes);
  void* memory = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (memory == MAP_FAILED) {
    return cannot_measure(fmt::format("cannot map the counters: {}", std::strerror(errno)), errno);
  }
  CounterMap map(std::move(fd), {static_cast<std::uint64_t*>(memory), count}, mapped);
  BPFMARK_TRY(map.learn_address());
  map.set_clock_and_random(kClockStartNs, kRandomSeed);
  return map;
}

// A program that stores the address of the first cell in it.
Result<void> CounterMap::learn_address() {
  const std::array<bpf_insn, 5> insns{{
      {.code = BPF_LD | BPF_IMM | BPF_DW,
       .dst_reg = 1,
       .src_reg = BPF_PSEUDO_MAP_VALUE,
       .off = 0,
       .imm = fd_.get()},
      {.code = 0, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
      {.code = BPF_STX | BPF_MEM | BPF_DW, .dst_reg = 1, .src_reg = 1, .off = 0, .imm = 0},
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
      {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
  }};
  const UniqueFd program(bpf_prog_load(BPF_PROG_TYPE_XDP, "bpfmark_address", "Dual BSD/GPL",
                                       insns.data(), insns.size(), nullptr));
  if (!program) {
    return cannot_measure(
        fmt::format("cannot load the program that finds the counters: {}", std::strerror(errno)),
        errno);
  }
  BPFMARK_TRY(test_run(program.get(), Bytes(kAnyFrameBytes, 0), 1));
  address_ = cells_[0];
  return {};
}

void CounterMap::set_clock_and_random(std::uint64_t clock_ns, std::uint64_t random_seed) {
  cells_[kClockCell] = clock_ns;
  cells_[kRandomCell] = random_seed;
}

void CounterMap::reset_counters() {
  std::fill(cells_.begin() + kFirstCounterCell, cells_.end(), 0);
}

std::vector<std::uint64_t> CounterMap::read_counters() const {
  std::vector<std::uint64_t> counts;
  counts.reserve(cells_.size() - kFirstCounterCell);
  for (std::size_t cell = kFirstCounterCell; cell < cells_.size(); ++cell) {
    counts.push_back(count_in_cell(cells_[cell], address_ + cell * sizeof(std::uint64_t)));
  }
  return counts;
}

std::vector<std::uint64_t> CounterMap::read_numbers() const {
  return {cells_.begin() + kFirstCounterCell, cells_.end()};
}

}  // namespace bpfmark
