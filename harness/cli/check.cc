// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <memory>

#include "harness/campaign/suite_argument.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/program_check.h"
#include "harness/cli/verbs.h"

namespace bpfmark {
namespace {

int check(const std::string& name) {
  const auto installation = find_installation();
  if (!installation) return report_error(installation.error());
  const auto suite = suite_from_arguments({name}, {}, *installation);
  if (!suite) return report_error(suite.error());
  int code = kExitFine;
  for (const Version& version : suite->versions) {
    auto checked = check_program(version.program, ProgramTypes::xdp);
    if (checked) continue;
    checked.error().message = fmt::format("version {}: {}", version.name, checked.error().message);
    code = report_error(checked.error());
  }
  if (code == kExitFine) {
    fmt::print("{}: {} versions x {} packets, no mistake found\n", suite->name,
               suite->versions.size(), suite->packets.size());
  }
  return code;
}

}  // namespace

Verb check_verb() {
  const auto name = std::make_shared<std::string>();
  return {
      .name = "check",
      .summary = "Find the mistakes in a suite; needs no root",
      .positionals = {{.names = "SUITE",
                       .target = name.get(),
                       .help = "a suite file, a built-in suite's name, or an object",
                       .required = true}},
      .examples = {"bpfmark check mysuite.json", "bpfmark check my.bpf.o:ingress"},
      .action = [name] { return check(*name); },
  };
}

}  // namespace bpfmark
