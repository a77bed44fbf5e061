// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs of the command, one file each. Each adds its options and examples to the parser and,
// where the command line names it, leaves its action in `chosen`; the action returns the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace bpfmark {

using Action = std::function<int()>;

void add_run(CLI::App& app, Action& chosen);
void add_maps(CLI::App& app, Action& chosen);
void add_compare(CLI::App& app, Action& chosen);
void add_gate(CLI::App& app, Action& chosen);
void add_profile(CLI::App& app, Action& chosen);
void add_report(CLI::App& app, Action& chosen);
void add_export(CLI::App& app, Action& chosen);
void add_live(CLI::App& app, Action& chosen);
void add_info(CLI::App& app, Action& chosen);
void add_list(CLI::App& app, Action& chosen);
void add_check(CLI::App& app, Action& chosen);
void add_help(CLI::App& app, Action& chosen);

// All of them, in the order of the help.
void add_verbs(CLI::App& app, Action& chosen);

}  // namespace bpfmark
