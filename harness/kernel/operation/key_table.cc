// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/operation/key_table.h"

#include <bpf/bpf.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <random>
#include <utility>

#include "bpf/maps/operation.h"
#include "harness/kernel/machine/map_refusal.h"

namespace bpfmark {
namespace {

constexpr std::size_t kTableBytes = KEY_TABLE_LENGTH * sizeof(std::uint32_t);

std::vector<std::uint32_t> permutation(std::uint32_t entries, std::uint64_t seed) {
  std::vector<std::uint32_t> order(entries);
  std::iota(order.begin(), order.end(), 0);
  std::mt19937_64 random(seed);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
  return order;
}

// The k-th most frequent of n keys is drawn with a probability of 1/k over the n-th harmonic
// number; which key that is, the permutation says, or the hottest ones would be neighbours.
std::vector<std::uint32_t> zipf(std::uint32_t entries, std::uint64_t seed) {
  const std::vector<std::uint32_t> ranked = permutation(entries, seed);
  std::vector<double> cumulated(entries);
  double sum = 0;
  for (std::uint32_t k = 0; k < entries; ++k) cumulated[k] = sum += 1.0 / (k + 1);
  std::mt19937_64 random(seed + 1);
  std::vector<std::uint32_t> numbers(KEY_TABLE_LENGTH);
  for (std::uint32_t& number : numbers) {
    const double drawn = static_cast<double>(random() >> 11) * 0x1p-53 * sum;
    const auto rank = std::upper_bound(cumulated.begin(), cumulated.end(), drawn);
    const auto index = std::min<std::ptrdiff_t>(rank - cumulated.begin(), entries - 1);
    number = ranked[static_cast<std::size_t>(index)];
  }
  return numbers;
}

}  // namespace

std::vector<std::uint32_t> key_numbers(KeyOrder order, std::uint32_t entries, std::uint64_t seed) {
  if (order == KeyOrder::zipf) return zipf(entries, seed);
  std::vector<std::uint32_t> once(entries);
  std::iota(once.begin(), once.end(), 0);
  if (order == KeyOrder::random) once = permutation(entries, seed);
  std::vector<std::uint32_t> numbers(KEY_TABLE_LENGTH);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = once[i % entries];
  return numbers;
}

std::vector<std::uint32_t> absent_key_numbers(KeyOrder order, std::uint32_t entries,
                                              std::uint64_t seed) {
  std::vector<std::uint32_t> numbers = key_numbers(order, entries, seed);
  for (std::uint32_t& number : numbers) number += entries;
  return numbers;
}

std::vector<std::uint32_t> fresh_key_numbers() {
  return absent_key_numbers(KeyOrder::sequential, KEY_TABLE_LENGTH, 0);
}

Result<KeyTable> KeyTable::make(const std::vector<std::uint32_t>& numbers) {
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  options.map_flags = BPF_F_MMAPABLE;
  UniqueFd fd(
      bpf_map_create(BPF_MAP_TYPE_ARRAY, "keys", sizeof(std::uint32_t), kTableBytes, 1, &options));
  if (!fd) return map_refusal("the array of keys", errno);
  void* shared =
      ::mmap(nullptr, kTableBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd.get(), 0);
  if (shared == MAP_FAILED) return cannot_measure("cannot map the array of keys", errno);
  KeyTable table(std::move(fd), {static_cast<std::uint32_t*>(shared), KEY_TABLE_LENGTH}, numbers);
  table.restore(KEY_TABLE_LENGTH);
  return table;
}

KeyTable::KeyTable(KeyTable&& other) noexcept
    : fd_(std::move(other.fd_)),
      shared_(std::exchange(other.shared_, {})),
      numbers_(std::move(other.numbers_)) {}

KeyTable::~KeyTable() {
  if (!shared_.empty()) ::munmap(shared_.data(), kTableBytes);
}

void KeyTable::count_up(std::uint32_t count) {
  std::iota(shared_.begin(), shared_.begin() + count, 0);
}

void KeyTable::restore(std::uint32_t count) {
  std::copy_n(numbers_.begin(), count, shared_.begin());
}

std::uint32_t KeyTable::number(std::uint32_t place) const {
  return numbers_[place % KEY_TABLE_LENGTH];
}

std::uint64_t KeyTable::sum(std::uint32_t first, std::uint32_t count) const {
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < count; ++i) sum += number(first + i);
  return sum;
}

}  // namespace bpfmark
