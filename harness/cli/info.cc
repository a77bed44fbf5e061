// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/campaign/installation.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/verbs.h"
#include "harness/kernel/drive/probes.h"
#include "harness/kernel/machine/cpus.h"
#include "harness/kernel/machine/environment.h"
#include "harness/kernel/machine/noise.h"
#include "harness/kernel/machine/privilege.h"

namespace bpfmark {
namespace {

void print_machine(const Machine& machine) {
  const auto line = [](const char* label, const std::string& text) {
    fmt::print("  {:<13} {}\n", label, text);
  };
  fmt::print("Machine\n");
  line("kernel", fmt::format("{} ({})", machine.kernel, machine.arch));
  line("cpu", fmt::format("{} x {}", machine.cpus, machine.cpu_model.value_or("unknown")));
  line("hypervisor", machine.hypervisor.value_or("none seen"));
  line("jit", machine.jit ? (*machine.jit ? "on" : "off") : "unknown");
  line("governor", machine.governor.value_or("unknown"));
  line("mitigations", machine.mitigations.value_or("none"));
  line("libbpf", machine.libbpf);
  line("fingerprint", fingerprint_of(machine));
}

void print_privileges() {
  const std::vector<std::string> missing = missing_capabilities();
  fmt::print("Privileges\n  {}\n",
             missing.empty() ? std::string("all that measuring needs")
                             : fmt::format("missing {}: run as root", fmt::join(missing, ", ")));
}

void print_features(const std::vector<Feature>& features) {
  fmt::print("Kernel\n");
  for (const Feature& feature : features) {
    fmt::print("  {:<4} {}{}\n", feature.available ? "yes" : "no", feature.name,
               feature.available ? "" : fmt::format(" ({})", feature.without));
  }
}

void print_noise(const std::vector<NoiseSource>& sources) {
  fmt::print("Noise\n");
  if (sources.empty()) fmt::print("  nothing that bpfmark knows of\n");
  for (const NoiseSource& source : sources) {
    fmt::print("  {}\n      cure: {}\n", source.what, source.cure);
  }
}

int info() {
  const auto installation = find_installation();
  if (!installation) return report_error(installation.error());
  print_machine(read_machine("/"));
  print_privileges();
  print_features(probe_features(installation->objects));
  const std::vector<int> cpus = allowed_cpus();
  print_noise(find_noise("/", cpus.empty() ? 0 : cpus.back()));
  return kExitFine;
}

}  // namespace

Verb info_verb() {
  return {
      .name = "info",
      .summary = "Show machine, privileges, kernel features, and what makes timing noisy here",
      .examples = {"sudo bpfmark info"},
      .action = info,
  };
}

}  // namespace bpfmark
