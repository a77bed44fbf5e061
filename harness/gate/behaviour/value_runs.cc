// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour/value_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace bpfmark {
namespace {

using Values = std::vector<const Bytes*>;

bool all_there(const Values& values) {
  return std::all_of(values.begin(), values.end(), [](const Bytes* v) { return v != nullptr; });
}

bool none_there(const Values& values) {
  return std::all_of(values.begin(), values.end(), [](const Bytes* v) { return v == nullptr; });
}

bool all_equal(const Values& values, const Bytes& to) {
  return std::all_of(values.begin(), values.end(), [&](const Bytes* v) { return *v == to; });
}

bool all_of_size(const Values& values, std::size_t bytes) {
  return std::all_of(values.begin(), values.end(),
                     [&](const Bytes* v) { return v->size() == bytes; });
}

enum class Cell { same, varies, changed };

// Of texts, or bytes, as `part` takes them out of the values of either side.
template <typename BasePart, typename NowPart>
Cell compare_cell(const ValueRuns& runs, const BasePart& base_part, const NowPart& now_part) {
  const auto first = base_part(*runs.base.front());
  for (const Bytes* value : runs.base) {
    if (base_part(*value) != first) return Cell::varies;
  }
  const bool changed = std::all_of(runs.now.begin(), runs.now.end(),
                                   [&](const Bytes* value) { return now_part(*value) != first; });
  return changed ? Cell::changed : Cell::same;
}

class Comparer {
 public:
  explicit Comparer(const ValueRuns& runs) : runs_(runs) {}

  void compare(const ValueField& base, const ValueField& now) {
    const bool fits = base.offset + base.bytes <= runs_.base.front()->size() &&
                      now.offset + now.bytes <= runs_.now.front()->size();
    if (!fits) return;
    if (base.kind == FieldKind::bytes || now.kind == FieldKind::bytes) {
      compare_bytes(base, now);
    } else {
      compare_number(base, now);
    }
  }

  ValueComparison take() { return std::move(out_); }

 private:
  void compare_number(const ValueField& base, const ValueField& now) {
    const Cell cell = compare_cell(
        runs_, [&](const Bytes& value) { return field_text(base, value); },
        [&](const Bytes& value) { return field_text(now, value); });
    if (cell == Cell::varies) out_.varying.push_back(base.name);
    if (cell == Cell::changed) add_change(base.name, base, now);
  }

  // Byte by byte; neighbours that fare alike are told of together.
  void compare_bytes(const ValueField& base, const ValueField& now) {
    const std::size_t bytes = std::min(base.bytes, now.bytes);
    std::size_t begin = 0;
    Cell cell = Cell::same;
    for (std::size_t i = 0; i <= bytes; ++i) {
      const Cell next = i == bytes ? Cell::same : byte_cell(base.offset + i, now.offset + i);
      if (next == cell && i < bytes) continue;
      if (i > begin) add_bytes(base, now, begin, i - begin, cell);
      begin = i;
      cell = next;
    }
  }

  Cell byte_cell(std::size_t base, std::size_t now) const {
    return compare_cell(
        runs_, [&](const Bytes& value) { return value[base]; },
        [&](const Bytes& value) { return value[now]; });
  }

  void add_bytes(const ValueField& base, const ValueField& now, std::size_t at, std::size_t count,
                 Cell cell) {
    if (cell == Cell::same) return;
    const bool whole = !base.name.empty() && count == base.bytes;
    std::string name = base.name;
    if (!whole) name = bytes_text(at, count) + (base.name.empty() ? "" : " of " + base.name);
    if (cell == Cell::varies) {
      out_.varying.push_back(std::move(name));
    } else {
      add_change(name, {"", base.offset + at, count, FieldKind::bytes},
                 {"", now.offset + at, count, FieldKind::bytes});
    }
  }

  void add_change(const std::string& name, const ValueField& base, const ValueField& now) {
    out_.changes.push_back(
        {name, field_text(base, *runs_.base.front()), field_text(now, *runs_.now.front())});
  }

  const ValueRuns& runs_;
  ValueComparison out_;
};

// None where presence alone says all.
std::optional<ValueComparison::Presence> presence_of(const ValueRuns& runs) {
  using Presence = ValueComparison::Presence;
  const bool base_there = all_there(runs.base);
  const bool now_there = all_there(runs.now);
  if (base_there && now_there) return std::nullopt;
  if (base_there && none_there(runs.now)) return Presence::gone;
  if (none_there(runs.base) && now_there) return Presence::is_new;
  return Presence::varies;
}

// None where the sizes let fields be compared: all of a side alike, and, without names, both sides.
std::optional<ValueComparison> compare_sizes(const ValueRuns& runs, bool named) {
  const std::size_t base = runs.base.front()->size();
  const std::size_t now = runs.now.front()->size();
  const bool base_settled = all_of_size(runs.base, base);
  if (base_settled && all_of_size(runs.now, now) && (named || base == now)) return std::nullopt;
  const bool always_other = std::none_of(runs.now.begin(), runs.now.end(),
                                         [&](const Bytes* value) { return value->size() == base; });
  ValueComparison out;
  if (base_settled && always_other) {
    out.changes.push_back({"size", fmt::format("{} bytes", base), fmt::format("{} bytes", now)});
  } else {
    out.varying.emplace_back("size");
  }
  return out;
}

}  // namespace

ValueComparison compare_values(const ValueRuns& runs, const ValueLayout& base_layout,
                               const ValueLayout& now_layout) {
  if (const auto presence = presence_of(runs)) return {*presence, {}, {}};
  const Bytes& first = *runs.base.front();
  const bool alike = all_equal(runs.base, first) && all_equal(runs.now, first);
  if (alike && base_layout == now_layout) return {};
  const bool named = !base_layout.empty() && !now_layout.empty();
  if (auto sizes = compare_sizes(runs, named)) return *sizes;
  const std::size_t now_bytes = runs.now.front()->size();
  Comparer comparer(runs);
  const ValueLayout now_fields = known_layout(named ? now_layout : ValueLayout(), now_bytes);
  for (const ValueField& field : known_layout(named ? base_layout : ValueLayout(), first.size())) {
    const auto match =
        std::find_if(now_fields.begin(), now_fields.end(),
                     [&](const ValueField& other) { return other.name == field.name; });
    // A field of one side alone is how a program is made, not what it does.
    if (match != now_fields.end()) comparer.compare(field, *match);
  }
  return comparer.take();
}

std::string bytes_text(std::size_t first, std::size_t count) {
  if (count == 1) return fmt::format("byte {}", first);
  return fmt::format("bytes {} to {}", first, first + count - 1);
}

}  // namespace bpfmark
