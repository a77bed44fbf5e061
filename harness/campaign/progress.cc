// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "harness/base/standard_streams.h"

namespace bpfmark {
namespace {

constexpr int kBarColumns = 24;

std::string bar(double fraction) {
  const int full = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * kBarColumns);
  return std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(kBarColumns - full), '.');
}

}  // namespace

Progress::Progress(std::size_t steps, bool quiet)
    : steps_(steps), terminal_(::isatty(STDERR_FILENO) == 1), quiet_(quiet) {}

Progress::~Progress() {
  clear_line();
}

void Progress::update(std::size_t done, const std::string& name, double fraction, double left_s) {
  if (quiet_ || !terminal_) return;
  print_stderr(fmt::format("\r\033[K[{}] {} of {} done, {}  {:.0f} s left", bar(fraction), done,
                           steps_, name, std::max(0.0, left_s)));
}

void Progress::finish_step(std::size_t step, const std::string& name, const std::string& outcome) {
  if (quiet_ || terminal_) return;
  print_stderr(fmt::format("[{}/{}] {}: {}\n", step + 1, steps_, name, outcome));
}

void Progress::clear_line() const {
  if (!quiet_ && terminal_) print_stderr("\r\033[K");
}

}  // namespace bpfmark
