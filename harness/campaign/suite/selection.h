// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which cases of a suite a filter selects. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// One packet and the versions that run on it, both as indices into the suite.
struct SelectedPacket {
  std::size_t packet = 0;
  std::vector<std::size_t> versions;  // ascending: the history's order
};

// `filter`: a Pattern that is searched in case names; empty selects all. Bad
// input: it does not compile, or selects nothing.
Result<std::vector<SelectedPacket>> select_cases(const Suite& suite, const std::string& filter);

}  // namespace bpfmark
