// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verb `profile`.
#include <fmt/format.h>

#include <memory>

#include "harness/base/file.h"
#include "harness/campaign/measured_program.h"
#include "harness/campaign/suite_argument.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/option_checks.h"
#include "harness/cli/arguments/printed_format.h"
#include "harness/cli/arguments/terminal.h"
#include "harness/cli/verbs.h"
#include "harness/dashboard/dashboard.h"
#include "harness/kernel/machine/cpus.h"
#include "harness/listing/annotated_profile.h"
#include "harness/listing/lcov.h"
#include "harness/listing/profile_json.h"
#include "harness/show/profile_table.h"
#include "harness/suite/file/suite_file.h"

namespace bpfmark {
namespace {

struct ProfileArguments {
  std::string object;
  std::vector<std::string> packets;
  std::string suite;
  std::string output;
  std::string lcov;
  std::string format;  // as given; then what is printed
  int cpu = -1;
};

std::string formatted(const Profile& profile, const std::string& format) {
  if (format == "json") return profile_to_json(profile, BPFMARK_VERSION);
  if (format == "html") {
    return dashboard_html({}, {}, {annotated_profile(profile)}, profile.program);
  }
  if (format == "markdown") return profile_to_markdown(profile);
  return profile_to_table(profile, style_of_stdout());
}

Result<Suite> workload_of(const ProfileArguments& arguments, const Installation& installation) {
  if (arguments.suite.empty()) {
    return suite_of_objects({parse_program_ref(arguments.object)}, arguments.packets);
  }
  return suite_from_arguments({arguments.suite}, arguments.packets, installation);
}

Result<Profile> profile_of(const ProfileArguments& arguments) {
  for (const std::string& file : {arguments.output, arguments.lcov}) {
    if (!file.empty()) BPFMARK_TRY(check_writable(file));
  }
  BPFMARK_ASSIGN(installation, find_installation());
  BPFMARK_ASSIGN(workload, workload_of(arguments, installation));
  std::optional<int> cpu;
  if (arguments.cpu >= 0) cpu = arguments.cpu;
  BPFMARK_TRY(pin_to_cpu(cpu));
  return count_program(parse_program_ref(arguments.object), workload, installation);
}

Result<void> write_outputs(const Profile& profile, const ProfileArguments& arguments) {
  if (!arguments.lcov.empty()) {
    const std::string coverage = profile_to_lcov(profile);
    if (coverage.empty()) {
      return bad_input(
          fmt::format("{} has no BTF line information, and so no coverage for {}; "
                      "compile it with -g",
                      arguments.object, arguments.lcov));
    }
    BPFMARK_TRY(write_file(arguments.lcov, coverage));
  }
  if (!arguments.output.empty() && arguments.output != "-") {
    BPFMARK_TRY(write_file(arguments.output, profile_to_json(profile, BPFMARK_VERSION)));
  }
  return write_file("-", formatted(profile, arguments.format));
}

int profile(const ProfileArguments& arguments) {
  const auto counted = profile_of(arguments);
  if (!counted) return report_error(counted.error());
  const auto written = write_outputs(*counted, arguments);
  return written ? int{kExitFine} : report_error(written.error());
}

}  // namespace

void add_profile(CLI::App& app, Action& chosen) {
  const auto arguments = std::make_shared<ProfileArguments>();
  CLI::App* verb =
      app.add_subcommand("profile", "Count the instructions that a packet executes, exactly");
  verb->add_option("OBJECT", arguments->object, "file.bpf.o[:program], XDP or tc")->required();
  verb->add_option("--packet", arguments->packets,
                   "a built-in packet's name, a .pcap, .pcapng or .hex file; may be given several "
                   "times; default: udp64");
  verb->add_option("--suite", arguments->suite, "take packets and maps from this suite");
  verb->add_option("-o,--output", arguments->output,
                   "also write the profile (JSON) here; - prints it")
      ->check(check_not_empty);
  verb->add_option("--lcov", arguments->lcov,
                   "also write the coverage of lines here, as a tracefile of LCOV")
      ->check(check_not_empty);
  verb->add_option("--format", arguments->format, "what to print; default: table")
      ->check(CLI::IsMember({"table", "json", "markdown", "html"}));
  verb->add_option("--cpu", arguments->cpu, "CPU to run on; default: the highest allowed")
      ->check(CLI::Range(0, 65535));
  verb->footer(
      "Examples:\n"
      "  sudo bpfmark profile my.bpf.o --packet tcp64\n"
      "  sudo bpfmark profile my.bpf.o:ingress --suite mysuite.json --lcov coverage.info\n"
      "  sudo bpfmark profile my.bpf.o --packet web.pcap -o profile.json");
  verb->callback([arguments, &chosen] {
    arguments->format = printed_format(arguments->output, arguments->format);
    chosen = [arguments] { return profile(*arguments); };
  });
}

}  // namespace bpfmark
