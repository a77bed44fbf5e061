// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/user_operation/user_map.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "harness/kernel/machine/cpus.h"
#include "harness/kernel/program/map_types.h"

namespace bpfmark {
namespace {

constexpr std::size_t kPercpuStep = 8;
constexpr std::uint32_t kStackBytes = 127 * sizeof(std::uint64_t);  // as deep as can be

bool is_percpu(std::uint32_t type) {
  return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
         type == BPF_MAP_TYPE_LRU_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

bool is_lru(std::uint32_t type) {
  return type == BPF_MAP_TYPE_LRU_HASH || type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

bool holds_sockets(std::uint32_t type) {
  return type == BPF_MAP_TYPE_SOCKMAP || type == BPF_MAP_TYPE_SOCKHASH ||
         type == BPF_MAP_TYPE_REUSEPORT_SOCKARRAY;
}

std::uint32_t key_bytes_of(std::uint32_t type, std::uint32_t wanted) {
  if (type == BPF_MAP_TYPE_LPM_TRIE) return 8;
  if (is_cgroup_storage(type)) return sizeof(bpf_cgroup_storage_key);
  const bool keyless =
      type == BPF_MAP_TYPE_QUEUE || type == BPF_MAP_TYPE_STACK || type == BPF_MAP_TYPE_BLOOM_FILTER;
  return keyless ? 0 : wanted;
}

std::uint32_t flags_of(std::uint32_t type) {
  if (type == BPF_MAP_TYPE_LPM_TRIE || is_local_storage(type)) return BPF_F_NO_PREALLOC;
  return type == BPF_MAP_TYPE_ARRAY ? BPF_F_MMAPABLE : 0;
}

std::uint32_t max_entries_of(std::uint32_t type, std::uint32_t entries) {
  if (is_local_storage(type) || is_cgroup_storage(type)) return 0;  // as many as have one
  return is_lru(type) ? 2 * entries : entries;                      // it evicts before it is full
}

struct FreeBtf {
  void operator()(btf* types) const { btf__free(types); }
};
using Btf = std::unique_ptr<btf, FreeBtf>;

// Local storage wants to know the types of its keys and values.
Btf describe_storage(bpf_map_create_opts& options) {
  Btf types(btf__new_empty());
  const int key = btf__add_int(types.get(), "int", 4, BTF_INT_SIGNED);
  const int value = btf__add_int(types.get(), "long long", 8, BTF_INT_SIGNED);
  if (key < 0 || value < 0 || btf__load_into_kernel(types.get()) != 0) return nullptr;
  options.btf_fd = static_cast<std::uint32_t>(btf__fd(types.get()));
  options.btf_key_type_id = static_cast<std::uint32_t>(key);
  options.btf_value_type_id = static_cast<std::uint32_t>(value);
  return types;
}

}  // namespace

void UserMap::Unmap::operator()(void* memory) const {
  ::munmap(memory, bytes);
}

Result<UserMap> UserMap::make(std::uint32_t type, const OperationSizes& sizes) {
  UserMap map;
  map.type_ = type;
  map.sizes_ = sizes;
  map.sizes_.key_bytes = key_bytes_of(type, sizes.key_bytes);
  if (type == BPF_MAP_TYPE_STACK_TRACE) map.sizes_.value_bytes = kStackBytes;
  BPFMARK_TRY(map.refer());
  BPFMARK_TRY(map.create());
  BPFMARK_TRY(map.load_program());
  const std::size_t padded = (map.sizes_.value_bytes + kPercpuStep - 1) / kPercpuStep * kPercpuStep;
  map.value_stride_ = is_percpu(type) ? padded * possible_cpus() : map.sizes_.value_bytes;
  map.keys_.resize(std::size_t{sizes.batch} * map.sizes_.key_bytes);
  map.values_.resize(std::size_t{sizes.batch} * map.value_stride_);
  if (type == BPF_MAP_TYPE_ARRAY) map.map_elements();
  return map;
}

Result<void> UserMap::refer() {
  BPFMARK_ASSIGN(referent, make_referent(type_));
  referent_ = std::move(referent);
  if (referent_) sizes_.value_bytes = holds_sockets(type_) ? 8 : 4;
  if (!is_local_storage(type_)) return {};
  BPFMARK_ASSIGN(owners, Owners::make(type_, sizes_.entries));
  owners_.emplace(std::move(owners));
  return {};
}

Result<void> UserMap::create() {
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  options.map_flags = flags_of(type_);
  const bool of_maps = type_ == BPF_MAP_TYPE_ARRAY_OF_MAPS || type_ == BPF_MAP_TYPE_HASH_OF_MAPS;
  if (of_maps) options.inner_map_fd = static_cast<std::uint32_t>(referent_->fd.get());
  const Btf types = is_local_storage(type_) ? describe_storage(options) : nullptr;
  fd_ =
      UniqueFd(bpf_map_create(static_cast<bpf_map_type>(type_), "user", sizes_.key_bytes,
                              sizes_.value_bytes, max_entries_of(type_, sizes_.entries), &options));
  if (fd_) return {};
  const std::string why = why_no_map_type(type_);
  return cannot_measure(
      !why.empty() ? why : fmt::format("the kernel refuses the map: {}", std::strerror(errno)),
      errno);
}

Result<void> UserMap::load_program() {
  BPFMARK_ASSIGN(program, load_user_map_program(type_, fd()));
  program_ = std::move(program);
  if (!is_cgroup_storage(type_)) return {};
  only_key_.resize(sizes_.key_bytes);
  if (bpf_map_get_next_key(fd(), nullptr, only_key_.data()) == 0) return {};
  return cannot_measure("the cgroup has no storage", errno);
}

void UserMap::map_elements() {
  const std::size_t bytes = sizes_.entries * std::size_t{8};
  void* memory = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED | MAP_POPULATE, fd(), 0);
  if (memory != MAP_FAILED) memory_ = {memory, Unmap{bytes}};
}

std::span<const volatile std::uint64_t> UserMap::elements() const {
  if (!memory_ || sizes_.value_bytes != 8) return {};
  return {static_cast<const volatile std::uint64_t*>(memory_.get()), sizes_.entries};
}

void UserMap::set_key(std::uint32_t place, std::uint32_t number) {
  auto* bytes = static_cast<std::uint8_t*>(key(place));
  if (bytes == nullptr) return;
  if (!only_key_.empty()) {
    std::copy(only_key_.begin(), only_key_.end(), bytes);
    return;
  }
  if (owners_) number = static_cast<std::uint32_t>(owners_->fd(number));
  if (type_ == BPF_MAP_TYPE_LPM_TRIE) {
    constexpr std::uint32_t kWholeAddress = 32;
    std::memcpy(bytes, &kWholeAddress, sizeof kWholeAddress);
    bytes += sizeof kWholeAddress;
    number *= 2654435761u;  // scattered over all addresses
  }
  std::memcpy(bytes, &number, sizeof number);
}

void UserMap::set_value(std::uint32_t place, std::uint32_t number) {
  if (referent_) {
    std::memcpy(value(place), &referent_->number, sizes_.value_bytes);
    return;
  }
  for (std::size_t at = 0; at < value_stride_; at += kPercpuStep) {
    std::memcpy(static_cast<std::uint8_t*>(value(place)) + at, &number, sizeof number);
    if (!is_percpu(type_)) break;
  }
}

std::uint32_t UserMap::number_of_value(std::uint32_t place) const {
  std::uint32_t number = 0;
  std::memcpy(&number, values_.data() + place * value_stride_, sizeof number);
  return number;
}

}  // namespace bpfmark
