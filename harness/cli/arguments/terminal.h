// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How wide and how colourful standard output may be.
#pragma once

#include "harness/show/table/text_table.h"

namespace bpfmark {

// The width and colour for stdout: the terminal's own; without a terminal, COLUMNS or 100 columns
// and no colour. NO_COLOR (no-color.org) turns colour off.
TableStyle style_of_stdout();

}  // namespace bpfmark
