// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How often base and new are loaded afresh and looked at before a difference is believed.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/gate/behaviour/behaviour_difference.h"

namespace bpfmark {

// A fresh load and all its calls.
using Observe = std::function<Result<Seen>()>;

// More runs of each side before a difference is believed. With a virtual clock and virtual random
// numbers only addresses and the like are left to vary; a coin that falls for real needs more.
inline constexpr std::size_t kConfirmations = 8;
inline constexpr std::size_t kConfirmationsByChance = 16;

// Three runs of base and one of new; where they differ, more of both, until they do not or
// `confirmations` are spent. A coin that falls alike in all runs of base and otherwise in all of
// new, one time in two, does so once in 2^(3 + 1 + 2 * confirmations).
Result<BehaviourFindings> try_behaviour(const std::string& name, const std::vector<Bytes>& inputs,
                                        const Observe& base, const Observe& now,
                                        std::size_t confirmations);

}  // namespace bpfmark
