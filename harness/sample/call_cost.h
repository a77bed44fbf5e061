// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a call of many iterations costs beside them, from calls of few and of many. Pure.
#pragma once

#include <cstdint>
#include <vector>

namespace bpfmark {

// Two calls, one after the other.
struct CallReading {
  double few_ns = 0;
  double many_ns = 0;
};

// A call of n iterations costs a + n * r; this is a, ns, never negative. From the fastest call of
// each kind: what disturbs a call only makes it longer, so that one reading that was spoilt spoils
// nothing, and a is never more than the fastest call of `few` iterations. `few` < `many`. 0 where
// there is no reading.
double fixed_cost_ns(const std::vector<CallReading>& readings, std::uint32_t few,
                     std::uint32_t many);

}  // namespace bpfmark
