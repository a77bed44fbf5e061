// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the tests that need a real kernel share: where the objects are, and why a test cannot run
// here, found out without the code under test.
#pragma once

#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "harness/base/error.h"

namespace bpfmark {

// built_object("fizzbuzz/pass") is build/bpf/fizzbuzz/pass.bpf.o.
inline std::filesystem::path built_object(const std::string& name) {
  return std::filesystem::path(BPFMARK_BINARY_DIR) / "bpf" / (name + ".bpf.o");
}

// For what a test prepares: fails it where that did not work.
inline void must(const Result<void>& result) {
  EXPECT_TRUE(result.has_value()) << result.error().message << "\n" << result.error().detail;
}

// The same for what a test goes on with: gtest shows what is thrown.
template <typename T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message + "\n" + result.error().detail);
  return std::move(*result);
}

// Empty where XDP programs can be loaded here.
inline std::string why_no_xdp() {
  if (libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, nullptr) == 1) return {};
  return "this kernel does not let this user load XDP programs: run as root";
}

// Empty where the driver of the drive `restore` can be loaded and held.
inline std::string why_no_driver() {
  if (!why_no_xdp().empty()) return why_no_xdp();
  if (libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, BPF_FUNC_xdp_store_bytes, nullptr) != 1) {
    return "this kernel has no bpf_xdp_store_bytes: it came with Linux 5.18";
  }
  std::string why;
  std::thread([&] {
    if (::unshare(CLONE_NEWNET) != 0) why = "no network namespace: " + std::string(strerror(errno));
  }).join();
  return why;
}

class KernelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_xdp(); !why.empty()) GTEST_SKIP() << why;
  }
};

class KernelWithDriverTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_driver(); !why.empty()) GTEST_SKIP() << why;
  }
};

}  // namespace bpfmark
