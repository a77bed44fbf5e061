// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "harness/campaign/suite_argument.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/program_check.h"
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

// A line a frame: the packet's name and its bytes, as a .hex file takes them.
void print_frames(const Suite& suite) {
  for (const PacketSpec& packet : suite.packets) {
    for (const Bytes& frame : packet.packet.frames) {
      fmt::print("{} {:02x}\n", packet.packet.name, fmt::join(frame, ""));
    }
  }
}

// A suite's cases can be named before its objects are built; an object is there, or is not.
Result<Suite> suite_to_list(const std::string& name, const Installation& installation) {
  const std::string argument = name.empty() ? "fizzbuzz" : name;
  BPFMARK_ASSIGN(suite, suite_from_arguments({argument}, {}, installation));
  if (!names_suite(argument, installation)) {
    BPFMARK_TRY(check_program(suite.versions.front().program, ProgramTypes::packet));
  }
  return suite;
}

int list(const std::string& name, bool hex) {
  const auto installation = find_installation();
  if (!installation) return report_error(installation.error());
  if (name.empty() && !hex) {
    print_builtins(*installation);
    return kExitFine;
  }
  const auto suite = suite_to_list(name, *installation);
  if (!suite) return report_error(suite.error());
  if (hex) {
    print_frames(*suite);
  } else {
    print_suite(*suite);
  }
  return kExitFine;
}

}  // namespace

Verb list_verb() {
  const auto name = std::make_shared<std::string>();
  const auto hex = std::make_shared<bool>(false);
  return {
      .name = "list",
      .summary = "Name the suites and packets, or a suite's cases",
      .options = {{.names = "--hex",
                   .target = hex.get(),
                   .help = "the frames of the suite's packets in place of its cases"}},
      .positionals = {{.names = "SUITE",
                       .target = name.get(),
                       .help = "a built-in suite's name, a suite file, or an object"}},
      .examples = {"bpfmark list", "bpfmark list fizzbuzz | grep v3",
                   "bpfmark list fizzbuzz --hex | grep ^mix"},
      .action = [name, hex] { return list(*name, *hex); },
  };
}

}  // namespace bpfmark
