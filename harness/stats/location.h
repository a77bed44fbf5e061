// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Robust locations of a sample. Pure; the order of the values does not matter. The answer is either
// finite or NaN; it is NaN where a value is not finite, or where the sum overflows.
#pragma once

#include <span>

namespace bpfmark {

// The middle value, or the mean of the two in the middle. NaN where `values` is empty.
double median(std::span<const double> values);

// The mean of what is left when `trim` of the values (0 <= trim < 0.5, floor(trim * n)) is cut from
// either end: robust against preempted blocks, and closer to the mean's efficiency than the median.
// NaN where `values` is empty or `trim` out of range.
double trimmed_mean(std::span<const double> values, double trim);

// The sample standard deviation (n - 1). NaN for fewer than two values.
double standard_deviation(std::span<const double> values);

}  // namespace bpfmark
