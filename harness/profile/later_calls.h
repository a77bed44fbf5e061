// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Functions that a program hands over to be called when a timer or a workqueue likes, not while
// the packet is there. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/profile/program_code.h"

namespace bpfmark {

// The slots at which they begin, ascending. Taken to be the function whose address was loaded last
// before the call that hands it over, as compilers lay it out.
std::vector<std::size_t> functions_called_later(const ProgramCode& program);

}  // namespace bpfmark
