// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <memory>

#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command_line.h"
#include "harness/cli/verbs.h"

namespace bpfmark {
namespace {

int help(const std::string& verb) {
  const auto text = help_of(bpfmark_command(), verb);
  if (!text) return report_usage(fmt::format("no verb '{}'", verb));
  fmt::print("{}", *text);
  return kExitFine;
}

}  // namespace

Verb help_verb() {
  const auto name = std::make_shared<std::string>();
  return {
      .name = "help",
      .summary = "Show the options and examples of a verb",
      .positionals = {{.names = "VERB", .target = name.get(), .help = "a verb of bpfmark"}},
      .action = [name] { return help(*name); },
  };
}

}  // namespace bpfmark
