// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/machine/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "harness/base/sha256.h"
#include "harness/kernel/machine/machine_fixture_test.h"
#include "harness/kernel/machine/noise.h"

namespace bpfmark {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

class EnvironmentTest : public FakeRoot {};

TEST_F(EnvironmentTest, WhatIsNotThereIsUnknown) {
  const Machine machine = read_machine(root_);
  EXPECT_EQ(machine.cpu_model, std::nullopt);
  EXPECT_EQ(machine.jit, std::nullopt);
  EXPECT_EQ(machine.mitigations, std::nullopt);
  EXPECT_EQ(machine.governor, std::nullopt);
  // These come from system calls and are always known.
  EXPECT_FALSE(machine.kernel.empty());
  EXPECT_FALSE(machine.arch.empty());
  EXPECT_GE(machine.cpus, 1);
  EXPECT_THAT(machine.libbpf, MatchesRegex("[0-9]+\\.[0-9]+"));
}

TEST_F(EnvironmentTest, ReadsTheCpuModel) {
  const struct {
    const char* cpuinfo;
    std::optional<std::string> model;
  } cases[] = {
      {"processor\t: 0\nmodel\t\t: 17\nmodel name\t: AMD EPYC 7B13\nmodel name\t: other\n",
       "AMD EPYC 7B13"},
      {"CPU implementer\t: 0x41\nCPU part\t: 0xd0c\n", "implementer 0x41 part 0xd0c"},
      {"CPU implementer\t: 0x41\n", std::nullopt},
      {"model name\t:\n", std::nullopt},
      {"model name", std::nullopt},
      {"\n:\n: \nmodel name : x", "x"},
      {"", std::nullopt},
  };
  for (const auto& c : cases) {
    write("proc/cpuinfo", c.cpuinfo);
    EXPECT_EQ(read_machine(root_).cpu_model, c.model) << c.cpuinfo;
  }
}

TEST_F(EnvironmentTest, ReadsJitAndGovernor) {
  for (const auto& [text, on] : {std::pair{"0\n", false}, {"1\n", true}, {"2\n", true}}) {
    write("proc/sys/net/core/bpf_jit_enable", text);
    EXPECT_EQ(read_machine(root_).jit, on) << text;
  }
  write(kGovernor, "powersave\n");
  EXPECT_EQ(read_machine(root_).governor, "powersave");
  write(kGovernor, "");
  EXPECT_EQ(read_machine(root_).governor, std::nullopt);
}

TEST_F(EnvironmentTest, ListsTheMitigationsThatAreOnInOneOrder) {
  const std::string folder = "sys/devices/system/cpu/vulnerabilities/";
  write(folder + "spectre_v2", "Mitigation: Retpolines\n");
  write(folder + "meltdown", "Not affected\n");
  write(folder + "mds", "Vulnerable\n");
  write(folder + "empty", "");
  EXPECT_EQ(read_machine(root_).mitigations, "mds: Vulnerable; spectre_v2: Mitigation: Retpolines");
}

TEST_F(EnvironmentTest, KnowsHypervisorsByName) {
  write("sys/class/dmi/id/sys_vendor", "QEMU\n");
  write("sys/class/dmi/id/product_name", "Standard PC\n");
  EXPECT_EQ(read_machine(root_).hypervisor, "QEMU");
  write("sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
  EXPECT_EQ(read_machine(root_).hypervisor, "Amazon EC2");
  write("sys/hypervisor/type", "xen\n");
  EXPECT_EQ(read_machine(root_).hypervisor, "xen");
}

TEST_F(EnvironmentTest, TheFingerprintIsOfTheKindOfMachine) {
  write(kGovernor, "powersave\n");
  write("proc/cpuinfo", "model name : A\n");
  const Machine machine = read_machine(root_);
  const std::string fingerprint = fingerprint_of(machine);
  EXPECT_THAT(fingerprint, MatchesRegex("[0-9a-f]+"));
  EXPECT_EQ(fingerprint.size(), 16u);
  EXPECT_EQ(fingerprint_of(read_machine(root_)), fingerprint);
  write(kGovernor, "performance\n");
  EXPECT_EQ(fingerprint_of(read_machine(root_)), fingerprint) << "changes from minute to minute";
  Machine other_libbpf = machine;
  other_libbpf.libbpf = "9.9";
  EXPECT_EQ(fingerprint_of(other_libbpf), fingerprint) << "no packet passes through it";

  const std::function<void(Machine&)> changes[] = {
      [](Machine& m) { m.kernel += "-1"; },
      [](Machine& m) { m.arch = "riscv64"; },
      [](Machine& m) { m.cpu_model = "B"; },
      [](Machine& m) { m.cpu_model = std::nullopt; },
      [](Machine& m) { m.cpus += 1; },
      [](Machine& m) { m.hypervisor = "another"; },
      [](Machine& m) { m.jit = false; },
      [](Machine& m) { m.jit = true; },
      [](Machine& m) { m.mitigations = "mds: Vulnerable"; },
  };
  std::vector<std::string> seen = {fingerprint};
  for (const auto& change : changes) {
    Machine changed = machine;
    change(changed);
    EXPECT_THAT(seen, Not(Contains(fingerprint_of(changed)))) << "change " << seen.size();
    seen.push_back(fingerprint_of(changed));
  }
}

TEST(Sha256Test, KnownDigests) {
  // From FIPS 180-2.
  EXPECT_EQ(sha256_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_NE(sha256_of(std::string("a\0b", 3)), sha256_of("a"));
}

class NoiseTest : public FakeRoot {
 protected:
  // All that was found, joined, without what is said of a virtual machine: the real one is asked.
  std::string found(int cpu = 0) const {
    std::string all;
    for (const NoiseSource& source : find_noise(root_, cpu)) {
      EXPECT_FALSE(source.cure.empty()) << source.what;
      if (source.what.rfind("a virtual machine", 0) != 0) {
        all += source.what + " -> " + source.cure + "\n";
      }
    }
    return all;
  }
};

TEST_F(NoiseTest, FindsNothingWhereNothingIs) {
  EXPECT_EQ(found(), "");
}

TEST_F(NoiseTest, FindsEachSourceAndNamesItsCure) {
  const struct {
    const char* file;
    const char* quiet;
    const char* noisy;
    const char* what;
    const char* cure;
  } cases[] = {
      {"proc/sys/kernel/bpf_stats_enabled", "0", "1", "bpf_stats is on",
       "kernel.bpf_stats_enabled=0"},
      {"proc/sys/net/core/bpf_jit_enable", "1", "0", "JIT is off", "bpf_jit_enable=1"},
      {"proc/sys/net/core/bpf_jit_harden", "1", "2", "constant blinding", "bpf_jit_harden=0"},
      {kGovernor, "performance", "schedutil", "governor 'schedutil'", "-g performance"},
      {"sys/devices/system/cpu/intel_pstate/no_turbo", "1", "0", "turbo", "no_turbo"},
      {"sys/devices/system/cpu/cpufreq/boost", "0", "1", "boost", "echo 0"},
      {"sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0", "0-1",
       "CPU 0 shares its core with a hardware thread (0-1)", "smt/control"},
      {"sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0", "0,64", "(0,64)",
       "sibling idle"},
      {"proc/loadavg", "0.12 9.9 9.9 1/90 7", "3.56 0 0 1/90 7", "load average 3.6", "stop what"},
      {"proc/loadavg", "rubbish", "0.51", "load average 0.5", "wait"},
  };
  for (const auto& c : cases) {
    write(c.file, std::string(c.quiet) + "\n");
    EXPECT_EQ(found(), "") << c.file;
    write(c.file, std::string(c.noisy) + "\n");
    EXPECT_THAT(found(), HasSubstr(c.what));
    EXPECT_THAT(found(), HasSubstr(c.cure));
    write(c.file, "");
  }
}

TEST_F(NoiseTest, LooksAtTheCpuThatIsMeasuredOn) {
  write(kGovernor, "powersave\n");
  write("sys/devices/system/cpu/cpu3/topology/thread_siblings_list", "2-3\n");
  EXPECT_THAT(found(0), HasSubstr("CPU 0 follows"));
  EXPECT_THAT(found(0), Not(HasSubstr("CPU 3")));
  EXPECT_THAT(found(3), HasSubstr("CPU 3 shares"));
  EXPECT_THAT(found(3), Not(HasSubstr("governor")));
}

TEST_F(NoiseTest, MentionsTheHypervisorWithoutAFalsePromise) {
  write("sys/hypervisor/type", "xen\n");
  const auto sources = find_noise(root_, 0);
  ASSERT_EQ(sources.size(), 1u);
  EXPECT_THAT(sources[0].what, HasSubstr("(xen)"));
  EXPECT_THAT(sources[0].cure, HasSubstr("canary"));
}

}  // namespace
}  // namespace bpfmark
