// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program's global variables as state: they lie in maps of one element, a section each (.data,
// .bss, .data.NAME), and BTF says which bytes are whose.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/program/map.h"
#include "harness/packet/fields.h"

namespace bpfmark {

struct Variable {
  std::string name;
  std::size_t offset = 0;
  std::size_t bytes = 0;
};

// ".bss" of the internal map "firewal.bss".
std::string section_of(const Map& map);
// Constants (.rodata): what is in them is fixed before the program is loaded.
bool is_constant(const Map& map);
// In the order in memory; empty where the object has no BTF for it.
std::vector<Variable> variables_of(const Map& map);

// All of a section, as if it were one variable.
Variable whole_section(const Map& map);

// The variables of one section, those that are named brought back to their values.
class Globals {
 public:
  // Of a section that is as it was loaded. Cannot measure: the kernel refused.
  static Result<Globals> make(const Map& map);

  // At each restore() it will be `value`, or what it was loaded with. Bad input: of another size
  // than the variable.
  Result<void> bring_back(const Variable& variable, const std::optional<Bytes>& value,
                          bool each_packet);
  // All variables, to what they were loaded with.
  Result<void> bring_all_back(bool each_packet);
  void keep(const Variable& variable);

  // Sets a variable once.
  Result<void> set(const Variable& variable, const Bytes& value);

  enum class Which { all, each_packet };
  Result<void> restore(Which which) const;
  bool is_restored() const { return !wanted_.empty(); }
  bool has_each_packet() const;

  // Names of variables that are neither brought back nor what they were at the start.
  std::vector<std::string> changed() const;

  const Map& map() const { return map_; }

 private:
  struct Wanted {
    Variable variable;
    Bytes value;
    bool each_packet;
  };

  explicit Globals(Map map) : map_(std::move(map)) {}
  Result<Bytes> read() const;
  Result<void> write(const Bytes& bytes) const;

  Map map_;
  Bytes start_;
  std::vector<Wanted> wanted_;
};

}  // namespace bpfmark
