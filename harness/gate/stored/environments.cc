// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/stored/environments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "harness/stats/regime.h"

namespace bpfmark {
namespace {

std::string or_unknown(const std::optional<std::string>& text) {
  return text.value_or("unknown");
}

// Which parts of the fingerprint differ, as "kernel (6.1 and 6.8)".
std::vector<std::string> differing_parts(const Environment& a, const Environment& b) {
  std::vector<std::string> parts;
  const auto compare = [&](const char* what, const std::string& x, const std::string& y) {
    if (x != y) parts.push_back(fmt::format("{} ({} and {})", what, x, y));
  };
  compare("kernel", a.kernel, b.kernel);
  compare("arch", a.arch, b.arch);
  compare("CPU", or_unknown(a.cpu_model), or_unknown(b.cpu_model));
  compare("number of CPUs", std::to_string(a.cpus), std::to_string(b.cpus));
  compare("hypervisor", or_unknown(a.hypervisor), or_unknown(b.hypervisor));
  if (a.jit != b.jit) parts.emplace_back("JIT");
  if (a.mitigations != b.mitigations) parts.emplace_back("mitigations");
  return parts;
}

// Where one of the canaries is not known nothing speaks against it.
bool same_regime(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return true;
  return same_canary_level(*a, *b);
}

}  // namespace

Comparable check_environments(const Environment& a, const Environment& b, bool force,
                              std::vector<std::string>& notes) {
  Comparable can;
  const std::string end = force ? "compared all the same (--force)" : "times are left out";
  if (a.fingerprint != b.fingerprint) {
    can.times = force;
    const std::vector<std::string> parts = differing_parts(a, b);
    notes.push_back(fmt::format(
        "the results are of different machines, by {}: {}",
        parts.empty() ? "fingerprint" : fmt::format("{}", fmt::join(parts, ", ")), end));
  } else if (!same_regime(a.canary_quiet_ns, b.canary_quiet_ns)) {
    can.times = force;
    notes.push_back(fmt::format("the core was in another regime (canary {:.1f} and {:.1f} ns): {}",
                                *a.canary_quiet_ns, *b.canary_quiet_ns, end));
  } else if (!same_regime(a.canary_contended_ns, b.canary_contended_ns)) {
    can.contended = force;
    notes.push_back(
        fmt::format("the core was contended otherwise (canary {:.1f} and {:.1f} ns): "
                    "contended {}",
                    *a.canary_contended_ns, *b.canary_contended_ns, end));
  }
  if (a.kernel != b.kernel || a.arch != b.arch || a.clang != b.clang) {
    can.exact = force;
    notes.push_back(
        fmt::format("kernel or compiler differ ({}, {} and {}, {}): exact metrics are {}", a.kernel,
                    or_unknown(a.clang), b.kernel, or_unknown(b.clang),
                    force ? "compared all the same (--force)" : "left out"));
  }
  return can;
}

}  // namespace bpfmark
