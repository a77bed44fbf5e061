// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#pragma once

#include <optional>

#include "harness/result/report.h"

namespace bpfmark {

// The commit of the current folder, by the git command; none outside a repository or without git.
std::optional<Git> current_git();

}  // namespace bpfmark
