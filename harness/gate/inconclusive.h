// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What an inconclusive row says: why it is, and what would help: more budget and about how much,
// another threshold, or the exact metrics alone. Pure.
#pragma once

#include <optional>
#include <string>

#include "harness/gate/decision.h"

namespace bpfmark {

// By what share (0..1) the intervals of the difference and of the noise must shrink, about their
// values as they are now, for the row to be anything else than inconclusive. None: it has no
// difference, or none would do, for the difference lies at the threshold or at the noise.
std::optional<double> shrink_to_certainty(const Decision& decision);

// Of an inconclusive decision whose samples took `spent_s`. Intervals shrink with the root of the
// time.
std::string why_inconclusive(const Decision& decision, double spent_s);

}  // namespace bpfmark
