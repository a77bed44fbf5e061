// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/machine/libbpf_log.h"

#include <bpf/libbpf.h>

#include <cstdarg>
#include <cstdio>

namespace bpfmark {
namespace {

constexpr std::size_t kKeptBytes = 65536;

// libbpf's callback carries no context, so what it says can only be kept beside the thread.
std::string& kept() {
  thread_local std::string lines;
  return lines;
}

int keep_line(enum libbpf_print_level level, const char* format, va_list arguments) {
  if (level != LIBBPF_WARN) return 0;
  char line[4096];
  const int length = std::vsnprintf(line, sizeof line, format, arguments);
  if (length > 0) kept() += line;
  if (kept().size() > kKeptBytes) kept().erase(0, kept().size() - kKeptBytes);
  return length;
}

}  // namespace

void start_libbpf_log() {
  libbpf_set_print(keep_line);
  kept().clear();
}

std::string libbpf_log() {
  return kept();
}

}  // namespace bpfmark
