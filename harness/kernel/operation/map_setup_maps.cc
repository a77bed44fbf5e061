// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Setups of maps that hold programs, maps or memory.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "harness/kernel/operation/map_setup.h"

namespace bpfmark {
namespace {

// The one target that is loaded goes into place 0.
class ProgArraySetup : public MapSetup {
 public:
  Result<void> after_load(bpf_object* object, const Operation& operation,
                          const OperationSizes& /*sizes*/) override {
    const std::string name = operation.program + "_target";
    const bpf_program* target = bpf_object__find_program_by_name(object, name.c_str());
    if (target == nullptr) return {};
    const int program = bpf_program__fd(target);
    return put_value(object, 0, &program, "program");
  }
};

// In one batch: each update of its own would wait for a grace period, 16 ms here.
class MapOfMapsSetup : public MapSetup {
 public:
  Result<void> after_load(bpf_object* object, const Operation& /*operation*/,
                          const OperationSizes& sizes) override {
    const int inner = bpf_object__find_map_fd_by_name(object, "inner");
    std::vector<std::uint32_t> keys(sizes.entries);
    std::iota(keys.begin(), keys.end(), 0);
    const std::vector<int> maps(sizes.entries, inner);
    std::uint32_t count = sizes.entries;
    if (bpf_map_update_batch(subject_of(object), keys.data(), maps.data(), &count, nullptr) == 0) {
      return {};
    }
    return cannot_measure(fmt::format("the map takes no inner maps: {}", std::strerror(errno)),
                          errno);
  }
};

// The verifier wants to know where the arena will lie: it must be said before loading.
class ArenaSetup : public MapSetup {
 public:
  ~ArenaSetup() override {
    if (memory_ != MAP_FAILED) ::munmap(memory_, kBytes);
  }

  // An address that is free is taken, or another load of the same process could get it too.
  Result<void> before_load(bpf_object* object) override {
    memory_ = ::mmap(nullptr, kBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) return cannot_measure("no address space for an arena", errno);
    bpf_map* subject = bpf_object__find_map_by_name(object, "subject");
    const auto start = reinterpret_cast<std::uint64_t>(memory_);
    bpf_map__set_map_extra(subject, start);
    bpf_map* variable = bpf_object__find_map_by_name(object, ".data.arena");
    bpf_map__set_initial_value(variable, &start, sizeof start);
    return {};
  }

  // Its pages come with their first use.
  Result<void> after_load(bpf_object* object, const Operation& /*operation*/,
                          const OperationSizes& /*sizes*/) override {
    void* arena = ::mmap(memory_, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
                         subject_of(object), 0);
    if (arena == MAP_FAILED) return cannot_measure("cannot map the arena", errno);
    auto* elements = static_cast<std::uint64_t*>(arena);
    for (std::uint64_t i = 0; i < kElements; ++i) elements[i] = i;
    return {};
  }

 private:
  static constexpr std::size_t kBytes = std::size_t{16} * 4096;  // PAGES of arena.bpf.c
  static constexpr std::uint64_t kElements = 1024;
  void* memory_ = MAP_FAILED;
};

}  // namespace

std::unique_ptr<MapSetup> setup_prog_array() {
  return std::make_unique<ProgArraySetup>();
}

std::unique_ptr<MapSetup> setup_map_of_maps() {
  return std::make_unique<MapOfMapsSetup>();
}

std::unique_ptr<MapSetup> setup_arena() {
  return std::make_unique<ArenaSetup>();
}

}  // namespace bpfmark
