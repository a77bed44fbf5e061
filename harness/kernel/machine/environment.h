// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What machine and kernel this is, as far as it bears on time. Unknown is nullopt.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace bpfmark {

struct Machine {
  std::string kernel;  // release
  std::string arch;
  std::optional<std::string> cpu_model;
  int cpus = 0;  // online
  std::optional<std::string> hypervisor;
  std::optional<bool> jit;
  std::optional<std::string> mitigations;  // those that are on, by name: "spectre_v2: Retpolines"
  std::optional<std::string> governor;
  std::string libbpf;
};

// `root` is where /proc and /sys are looked for: "/" but in tests.
Machine read_machine(const std::filesystem::path& root);

// Sixteen hexadecimal digits over what makes times comparable: kernel, arch, CPU model and count,
// hypervisor, JIT and mitigations. The same after a reboot and on any machine of the same kind; the
// governor, which may change from minute to minute, is not in it.
std::string fingerprint_of(const Machine& machine);

}  // namespace bpfmark
