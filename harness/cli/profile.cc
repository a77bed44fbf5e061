// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verb `profile`.
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "harness/base/file.h"
#include "harness/campaign/measured_program.h"
#include "harness/campaign/suite_argument.h"
#include "harness/cli/arguments/common_options.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/arguments/option_checks.h"
#include "harness/cli/arguments/printed_format.h"
#include "harness/cli/arguments/terminal.h"
#include "harness/cli/verbs.h"
#include "harness/dashboard/dashboard.h"
#include "harness/kernel/foreign/foreign_objects.h"
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
  CaptureArguments captures;
  std::string suite;
  std::string output;
  std::string lcov;
  std::string format;  // as given; then what is printed
  std::optional<int> cpu;
};

std::string formatted(const Profile& profile, const std::string& format) {
  if (format == "json") return profile_to_json(profile, BPFMARK_VERSION);
  if (format == "html") {
    return dashboard_html({}, {}, {annotated_profile(profile)}, profile.program);
  }
  if (format == "markdown") return profile_to_markdown(profile);
  return profile_to_table(profile, style_of_stdout());
}

Result<Profile> profile_of(const ProfileArguments& arguments) {
  for (const std::string& file : {arguments.output, arguments.lcov}) {
    if (!file.empty()) BPFMARK_TRY(check_writable(file));
  }
  BPFMARK_ASSIGN(installation, find_installation());
  BPFMARK_ASSIGN(workload,
                 workload_from_arguments(arguments.object, arguments.suite, arguments.packets,
                                         installation, arguments.captures.use()));
  BPFMARK_TRY(pin_to_cpu(arguments.cpu));
  BPFMARK_ASSIGN(program, ForeignObjects().read(parse_program_ref(arguments.object)));
  return count_program(program, workload, installation);
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

int profile(ProfileArguments& arguments) {
  const auto format = printed_format(arguments.output, arguments.format);
  if (!format) return report_usage(format.error().message);
  arguments.format = *format;
  const auto counted = profile_of(arguments);
  if (!counted) return report_error(counted.error());
  const auto written = write_outputs(*counted, arguments);
  return written ? int{kExitFine} : report_error(written.error());
}

}  // namespace

Verb profile_verb() {
  const auto arguments = std::make_shared<ProfileArguments>();
  return {
      .name = "profile",
      .summary = "Count the instructions that a packet executes, exactly",
      .options =
          {
              packet_option(arguments->packets),
              link_option(arguments->captures),
              cut_option(arguments->captures),
              suite_option(arguments->suite, "take packets and maps from this suite"),
              output_option(arguments->output, "also write the profile (JSON) here; - prints it"),
              {.names = "--lcov",
               .target = &arguments->lcov,
               .help = "also write the coverage of lines here, as a tracefile of LCOV",
               .value = "FILE",
               .check = check_not_empty},
              format_option(arguments->format, {"table", "json", "markdown", "html"}),
              cpu_option(arguments->cpu, "CPU to run on"),
          },
      .positionals = {{.names = "OBJECT",
                       .target = &arguments->object,
                       .help = "file.bpf.o[:program], XDP or tc",
                       .required = true}},
      .examples = {"sudo bpfmark profile my.bpf.o --packet tcp64",
                   "sudo bpfmark profile my.bpf.o:ingress --suite mysuite.json --lcov "
                   "coverage.info",
                   "sudo bpfmark profile my.bpf.o --packet web.pcap -o profile.json"},
      .action = [arguments] { return profile(*arguments); },
  };
}

}  // namespace bpfmark
