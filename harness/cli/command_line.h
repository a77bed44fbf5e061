// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Reads a command line by what a Command says of its verbs. The only file that knows the library
// that parses.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/cli/arguments/verb.h"

namespace bpfmark {

// What `words`, which come after the command's own name, ask for: the action of a verb, whose
// targets are filled then; or one that prints help, or the version. Bad input: no verb, an unknown
// one, an unknown option, a value that is missing, not allowed, or one too many.
Result<std::function<int()>> parse_command_line(const Command& command,
                                                std::vector<std::string> words);

// What --help prints, of a verb or (empty) of the command; none where there is no such verb.
std::optional<std::string> help_of(const Command& command, const std::string& verb);

}  // namespace bpfmark
