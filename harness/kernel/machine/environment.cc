// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/machine/environment.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/base/sha256.h"

#ifdef __x86_64__
#include <cpuid.h>
#endif

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> line_of(const fs::path& path) {
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line) || line.empty()) return std::nullopt;
  return line;
}

// The value behind the first line "key : value" of /proc/cpuinfo.
std::optional<std::string> cpuinfo_value(const fs::path& root, const std::string& key) {
  std::ifstream in(root / "proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || line.compare(0, key.size(), key) != 0) continue;
    if (line.find_first_not_of(" \t", key.size()) != colon || colon + 2 > line.size()) continue;
    return line.substr(colon + 2);
  }
  return std::nullopt;
}

// Arm's cpuinfo has no model name but numbers of the implementer and the part.
std::optional<std::string> cpu_model(const fs::path& root) {
  if (auto name = cpuinfo_value(root, "model name")) return name;
  const auto implementer = cpuinfo_value(root, "CPU implementer");
  const auto part = cpuinfo_value(root, "CPU part");
  if (!implementer || !part) return std::nullopt;
  return fmt::format("implementer {} part {}", *implementer, *part);
}

// What the hypervisor calls itself: x86 has an instruction for it.
std::optional<std::string> hypervisor_signature() {
#ifdef __x86_64__
  constexpr unsigned kHypervisorLeaf = 0x40000000;
  constexpr unsigned kHypervisorPresent = 1u << 31;
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & kHypervisorPresent) == 0) return std::nullopt;
  __cpuid(kHypervisorLeaf, a, b, c, d);
  char text[13] = {};
  std::memcpy(text, &b, 4);
  std::memcpy(text + 4, &c, 4);
  std::memcpy(text + 8, &d, 4);
  return std::string(text);
#else
  return std::nullopt;
#endif
}

std::optional<std::string> hypervisor(const fs::path& root) {
  if (auto type = line_of(root / "sys/hypervisor/type")) return type;
  const auto vendor = line_of(root / "sys/class/dmi/id/sys_vendor");
  const auto product = line_of(root / "sys/class/dmi/id/product_name");
  const std::string text = vendor.value_or("") + " " + product.value_or("");
  for (const char* known : {"QEMU", "KVM", "VMware", "VirtualBox", "Xen", "Amazon EC2", "Google",
                            "Virtual Machine", "Firecracker"}) {
    if (text.find(known) != std::string::npos) return known;
  }
  return hypervisor_signature();
}

std::optional<std::string> mitigations(const fs::path& root) {
  std::error_code error;
  std::vector<std::string> found;
  for (const auto& entry :
       fs::directory_iterator(root / "sys/devices/system/cpu/vulnerabilities", error)) {
    const auto line = line_of(entry.path());
    if (!line || *line == "Not affected") continue;
    found.push_back(entry.path().filename().string() + ": " + *line);
  }
  if (found.empty()) return std::nullopt;
  std::sort(found.begin(), found.end());
  std::string all;
  for (const std::string& each : found) all += (all.empty() ? "" : "; ") + each;
  return all;
}

std::optional<bool> jit(const fs::path& root) {
  const auto line = line_of(root / "proc/sys/net/core/bpf_jit_enable");
  if (!line) return std::nullopt;
  return *line != "0";
}

}  // namespace

Machine read_machine(const fs::path& root) {
  Machine machine;
  utsname names{};
  ::uname(&names);
  machine.kernel = names.release;
  machine.arch = names.machine;
  machine.cpu_model = cpu_model(root);
  machine.cpus = static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
  machine.hypervisor = hypervisor(root);
  machine.jit = jit(root);
  machine.mitigations = mitigations(root);
  machine.governor = line_of(root / "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  machine.libbpf = fmt::format("{}.{}", libbpf_major_version(), libbpf_minor_version());
  return machine;
}

std::string fingerprint_of(const Machine& machine) {
  const std::string text = fmt::format(
      "{}\n{}\n{}\n{}\n{}\n{}\n{}\n", machine.kernel, machine.arch, machine.cpu_model.value_or("?"),
      machine.cpus, machine.hypervisor.value_or("none"),
      machine.jit ? (*machine.jit ? "jit" : "no jit") : "?", machine.mitigations.value_or("?"));
  return sha256_of(text).substr(0, 16);
}

}  // namespace bpfmark
