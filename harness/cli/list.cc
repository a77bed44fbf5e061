// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <memory>

#include "harness/cli/exit_code.h"
#include "harness/cli/suite_argument.h"
#include "harness/cli/verbs.h"

namespace bpfmark {
namespace {

void print_builtins(const Installation& installation) {
  fmt::print("Suites (in {}):\n", installation.suites.string());
  for (const std::string& name : builtin_suites(installation)) fmt::print("  {}\n", name);
  fmt::print("Packets:\n");
  for (const std::string& name : builtin_packet_names()) fmt::print("  {}\n", name);
  fmt::print("`bpfmark list SUITE` names the cases of a suite.\n");
}

void print_suite(const Suite& suite) {
  for (std::size_t packet = 0; packet < suite.packets.size(); ++packet) {
    for (std::size_t version = 0; version < suite.versions.size(); ++version) {
      fmt::print("{}\n", case_name(suite, {version, packet}));
    }
  }
}

int list(const std::string& name) {
  const auto installation = find_installation();
  if (!installation) return report_error(installation.error());
  if (name.empty()) {
    print_builtins(*installation);
    return kExitFine;
  }
  const auto suite = suite_from_arguments({name}, {}, *installation);
  if (!suite) return report_error(suite.error());
  print_suite(*suite);
  return kExitFine;
}

}  // namespace

void add_list(CLI::App& app, Action& chosen) {
  const auto name = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("list", "Name the suites and packets, or a suite's cases");
  verb->add_option("SUITE", *name, "a built-in suite's name or a suite file");
  verb->footer("Examples:\n  bpfmark list\n  bpfmark list fizzbuzz | grep v3");
  verb->callback([name, &chosen] { chosen = [name] { return list(*name); }; });
}

}  // namespace bpfmark
