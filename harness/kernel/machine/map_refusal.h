// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Why the kernel gives us no map.
#pragma once

#include <string_view>

#include "harness/base/error.h"

namespace bpfmark {

// `what`: the map, such as "the array of keys"; `error`: errno of its making. Without privilege the
// message says how to get it.
Failure map_refusal(std::string_view what, int error);

}  // namespace bpfmark
