// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which commit a result is of. Asks the git command, of the current folder.
#pragma once

#include <optional>
#include <string>

#include "harness/result/report.h"

namespace bpfmark {

// The commit of the current folder, by the git command; none outside a repository or without git.
std::optional<Git> current_git();

// "https://host/owner/name" of a remote's address in any of git's forms: what a browser opens,
// without user, password and token. None for a path, and for what is no address.
std::optional<std::string> repository_address(const std::string& remote);

}  // namespace bpfmark
