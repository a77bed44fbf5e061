// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/stored/other_slots.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

#include "harness/gate/stored/common_benchmarks.h"

namespace bpfmark {

std::string different_slots(const Benchmark& base, const Benchmark& new_version) {
  const std::uint64_t before = base.slots.value_or(1);
  const std::uint64_t after = new_version.slots.value_or(1);
  if (before == after) return "";
  return fmt::format("measured with {} and {} slots: not comparable", before, after);
}

std::optional<std::string> other_slots_note(const Report& base, const Report& new_version,
                                            bool force) {
  std::size_t rows = 0;
  for (const auto& [before, after] : common_benchmarks(base, new_version)) {
    if (!different_slots(*before, *after).empty()) ++rows;
  }
  if (rows == 0) return std::nullopt;
  return fmt::format(
      "{} row{} measured with other slots: {}", rows, rows == 1 ? " was" : "s were",
      force ? "compared all the same (--force)" : "times are not compared; measure base anew");
}

}  // namespace bpfmark
