// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the blocks of the self-test come to. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/live/live_arm.h"
#include "harness/result/report.h"
#include "harness/show/table/text_table.h"

namespace bpfmark {

// Row live/VERSION/MODE: packets/s from end to end, of the version and of `pass` (blocks of the
// same rounds, in their order), their difference in ns a packet, paired, and the rate that `run`
// predicts from what pass takes and `predicted_ns`, the version's net cost. Intervals are over
// rounds, each of which is a fresh load.
Benchmark live_row(const std::string& version, const std::string& mode,
                   const std::vector<LiveBlock>& blocks, const std::vector<LiveBlock>& pass,
                   std::optional<double> predicted_ns);

std::string live_rows_table(const std::vector<Benchmark>& rows, const TableStyle& style);

}  // namespace bpfmark
