// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/verbs.h"

namespace bpfmark {

Command bpfmark_command() {
  return {
      .name = "bpfmark",
      .summary =
          "bpfmark: what does a packet cost in your eBPF program, and did the last change make it "
          "slower?",
      .version = BPFMARK_VERSION,
      .footer =
          "Examples:\n"
          "  sudo bpfmark run                          the shipped suite, some 10 s\n"
          "  sudo bpfmark run my.bpf.o                 your program, on a 64-byte UDP packet\n"
          "  sudo bpfmark run old.bpf.o new.bpf.o --packet traffic.pcap\n"
          "  bpfmark help run                          a verb's options and examples\n"
          "Exit codes: 0 fine, 1 regression, 2 bad input, 3 could not measure, 4 inconclusive.",
      .verbs = {run_verb(), maps_verb(), compare_verb(), gate_verb(), profile_verb(), live_verb(),
                report_verb(), export_verb(), info_verb(), list_verb(), check_verb(), help_verb()},
  };
}

}  // namespace bpfmark
