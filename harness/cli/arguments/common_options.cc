// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/common_options.h"

#include <utility>

#include "harness/cli/arguments/option_checks.h"

namespace bpfmark {

Option output_option(std::string& target, std::string help) {
  return {.names = "-o,--output",
          .target = &target,
          .help = std::move(help),
          .value = "FILE",
          .check = check_not_empty};
}

Option format_option(std::string& target, std::vector<std::string> choices) {
  std::string first = choices.front();
  return {.names = "--format",
          .target = &target,
          .help = "what to print",
          .default_text = std::move(first),
          .value = "FORMAT",
          .choices = std::move(choices)};
}

Option packet_option(std::vector<std::string>& target, const std::string& when) {
  return {.names = "--packet",
          .target = &target,
          .help = when +
                  "a built-in packet's name, a capture or a .hex file; may be given several times",
          .default_text = "udp64",
          .value = "PACKET"};
}

Option link_option(CaptureArguments& target) {
  return {.names = "--link",
          .target = &target.link,
          .help = "put an Ethernet header before captured raw IP, loopback and cooked frames",
          .value = "HEADER",
          .choices = {"ethernet"}};
}

Option cut_option(CaptureArguments& target) {
  return {.names = "--cut",
          .target = &target.cut,
          .help = "fill captured frames that the snap length cut up with zeros",
          .value = "HOW",
          .choices = {"pad"}};
}

Option suite_option(std::string& target, std::string help) {
  return {.names = "--suite", .target = &target, .help = std::move(help), .value = "SUITE"};
}

Option policy_option(std::string& target, std::string help) {
  return {.names = "--policy", .target = &target, .help = std::move(help), .value = "FILE"};
}

Option budget_option(std::optional<double>& target, std::string help, std::string default_text) {
  return {.names = "--budget",
          .target = &target,
          .help = std::move(help),
          .default_text = std::move(default_text),
          .value = "SECONDS",
          .check = check_seconds};
}

Option cpu_option(std::optional<int>& target, std::string help) {
  return {.names = "--cpu",
          .target = &target,
          .help = std::move(help),
          .default_text = "the highest allowed",
          .value = "N",
          .range = {{0, 65535}}};
}

Option seed_option(std::optional<std::uint64_t>& target, std::string help,
                   std::string default_text) {
  return {.names = "--seed",
          .target = &target,
          .help = std::move(help),
          .default_text = std::move(default_text),
          .value = "N",
          .check = check_seed};
}

Option quiet_option(bool& target) {
  return {.names = "-q,--quiet", .target = &target, .help = "no progress on stderr"};
}

}  // namespace bpfmark
