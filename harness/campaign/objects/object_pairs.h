// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which programs of two objects are compared with each other.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/foreign/foreign_objects.h"
#include "harness/suite/suite.h"

namespace bpfmark {

struct ProgramPair {
  std::string name;  // empty where there is one pair alone
  ProgramRef base;
  ProgramRef new_version;
  bool same = false;  // the same instructions, maps and initial values: nothing to time
};

// The programs of two objects: in pairs, and those of one side alone.
struct ProgramPairs {
  std::vector<ProgramPair> pairs;
  std::vector<std::string> base_only;
  std::vector<std::string> new_only;
};

// A program named on a side is compared with the one named on the other, or with the one of its own
// name. None named: all XDP programs of a common name; or the only one of each. Bad input: nothing
// in common; the message lists what each has. Cannot measure: the verifier refuses one.
Result<ProgramPairs> pair_programs(const ProgramRef& base, const ProgramRef& new_version,
                                   ForeignObjects& objects);

}  // namespace bpfmark
