// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <sstream>

#include "harness/base/standard_streams.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/verbs.h"

namespace {

int parse_and_run(int argc, char** argv) {
  CLI::App app(
      "bpfmark: what does a packet cost in your eBPF program, and did the last change make it "
      "slower?");
  app.name("bpfmark");
  app.set_version_flag("--version", "bpfmark " BPFMARK_VERSION);
  app.require_subcommand(0, 1);  // with 1, an unknown verb would be reported as none at all
  app.footer(
      "Examples:\n"
      "  sudo bpfmark run                          the shipped suite, some 10 s\n"
      "  sudo bpfmark run my.bpf.o                 your program, on a 64-byte UDP packet\n"
      "  sudo bpfmark run old.bpf.o new.bpf.o --packet traffic.pcap\n"
      "  bpfmark help run                          a verb's options and examples\n"
      "Exit codes: 0 fine, 1 regression, 2 bad input, 3 could not measure, 4 inconclusive.");
  bpfmark::Action chosen;
  bpfmark::add_verbs(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // --help and --version are "errors" of exit code 0 to CLI11.
    if (error.get_exit_code() != 0) return bpfmark::report_usage(error.what());
    std::ostringstream text;
    app.exit(error, text, text);
    fmt::print("{}", text.str());
    return bpfmark::kExitFine;
  }
  return chosen ? chosen() : bpfmark::report_usage("no verb is named");
}

// Output that did not arrive is no success.
int flushed(int code) {
  if (bpfmark::flush_stdout()) return code;
  return code == bpfmark::kExitFine ? int{bpfmark::kExitBadInput} : code;
}

}  // namespace

int main(int argc, char** argv) {
  bpfmark::open_standard_streams();
  try {
    return flushed(parse_and_run(argc, argv));
  } catch (const std::exception& error) {  // out of memory, a bug; stdout is full or gone
    if (std::ferror(stdout) != 0) return flushed(bpfmark::kExitBadInput);
    bpfmark::print_stderr(fmt::format("bpfmark: internal error: {}\n", error.what()));
    return bpfmark::kExitCannotMeasure;
  }
}
