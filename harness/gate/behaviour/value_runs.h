// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One value (of a map, a message, a packet, a verdict) as several runs of base and of new left it:
// what of it base left alike in all of its runs, and what new left otherwise in all of its own. The
// rule is the same for both sides, so that a program hardly ever differs from itself: what varies
// by chance would have to stay in all runs of base and move in all runs of new. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/sample/observation/value_layout.h"

namespace bpfmark {

// Borrowed; null: in this run there was none.
struct ValueRuns {
  std::vector<const Bytes*> base;
  std::vector<const Bytes*> now;
};

struct FieldChange {
  std::string field;  // "packets", "bytes 3 to 5 of name", "byte 4"; empty: the whole value
  std::string base;
  std::string now;
};

struct ValueComparison {
  enum class Presence { same, gone, is_new, varies };
  Presence presence = Presence::same;
  std::vector<FieldChange> changes;  // of fields that both sides have
  std::vector<std::string> varying;  // fields of which base's runs differ: not compared
};

// Fields are matched by name; where neither layout is known, bytes by their place, and a change of
// the size is a change of its own. At least one run of each.
ValueComparison compare_values(const ValueRuns& runs, const ValueLayout& base_layout,
                               const ValueLayout& now_layout);

// "byte 4", "bytes 3 to 5".
std::string bytes_text(std::size_t first, std::size_t count);

}  // namespace bpfmark
