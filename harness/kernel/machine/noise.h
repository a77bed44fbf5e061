// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What on this machine makes timing noisy, each with its cure.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bpfmark {

struct NoiseSource {
  std::string what;
  std::string cure;
};

// `root` is where /proc and /sys are looked for: "/" but in tests. `cpu` is measured on.
std::vector<NoiseSource> find_noise(const std::filesystem::path& root, int cpu);

}  // namespace bpfmark
