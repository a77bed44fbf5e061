// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs of the command, one file each.
#pragma once

#include "harness/cli/arguments/verb.h"

namespace bpfmark {

Verb run_verb();
Verb maps_verb();
Verb compare_verb();
Verb gate_verb();
Verb profile_verb();
Verb live_verb();
Verb report_verb();
Verb export_verb();
Verb info_verb();
Verb list_verb();
Verb check_verb();
Verb help_verb();

// The command with all of them, in the order of the help.
Command bpfmark_command();

}  // namespace bpfmark
