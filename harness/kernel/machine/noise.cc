// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/machine/noise.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>

#include "harness/kernel/machine/environment.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

std::string line_of(const fs::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

void check_frequency(const fs::path& cpus, int cpu, std::vector<NoiseSource>& found) {
  const std::string governor = line_of(cpus / fmt::format("cpu{}/cpufreq/scaling_governor", cpu));
  if (!governor.empty() && governor != "performance") {
    found.push_back({fmt::format("CPU {} follows the frequency governor '{}'", cpu, governor),
                     "cpupower frequency-set -g performance"});
  }
  if (line_of(cpus / "intel_pstate/no_turbo") == "0") {
    found.push_back({"turbo frequencies come and go with temperature and neighbours",
                     "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo"});
  }
  if (line_of(cpus / "cpufreq/boost") == "1") {
    found.push_back({"boost frequencies come and go with temperature and neighbours",
                     "echo 0 > /sys/devices/system/cpu/cpufreq/boost"});
  }
}

void check_sibling(const fs::path& cpus, int cpu, std::vector<NoiseSource>& found) {
  const std::string siblings =
      line_of(cpus / fmt::format("cpu{}/topology/thread_siblings_list", cpu));
  if (siblings.find_first_of(",-") == std::string::npos) return;
  found.push_back({fmt::format("CPU {} shares its core with a hardware thread ({})", cpu, siblings),
                   "keep the sibling idle, or echo off > /sys/devices/system/cpu/smt/control"});
}

void check_load(const fs::path& root, std::vector<NoiseSource>& found) {
  const std::string line = line_of(root / "proc/loadavg");
  const double load = std::strtod(line.c_str(), nullptr);
  if (load > 0.5) {
    found.push_back({fmt::format("the machine is busy: load average {:.1f}", load),
                     "stop what else runs, or wait"});
  }
}

void check_statistics(const fs::path& root, std::vector<NoiseSource>& found) {
  if (line_of(root / "proc/sys/kernel/bpf_stats_enabled") == "1") {
    found.push_back({"bpf_stats is on: two clock reads more in each program run",
                     "sysctl kernel.bpf_stats_enabled=0"});
  }
  if (line_of(root / "proc/sys/net/core/bpf_jit_enable") == "0") {
    found.push_back(
        {"the BPF JIT is off: programs are interpreted", "sysctl net.core.bpf_jit_enable=1"});
  }
  if (line_of(root / "proc/sys/net/core/bpf_jit_harden") == "2") {
    found.push_back(
        {"constant blinding is on for everybody: programs run other code than elsewhere",
         "sysctl net.core.bpf_jit_harden=0"});
  }
}

}  // namespace

std::vector<NoiseSource> find_noise(const fs::path& root, int cpu) {
  std::vector<NoiseSource> found;
  const fs::path cpus = root / "sys/devices/system/cpu";
  check_statistics(root, found);
  check_frequency(cpus, cpu, found);
  check_sibling(cpus, cpu, found);
  check_load(root, found);
  if (const auto hypervisor = read_machine(root).hypervisor) {
    found.push_back(
        {fmt::format("a virtual machine ({}): neighbours may take part of the core", *hypervisor),
         "none from in here: bpfmark tells quiet from contended rounds by its canary"});
  }
  return found;
}

}  // namespace bpfmark
