// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// SIGINT and SIGTERM as something to ask for, between two blocks, in place of a handler. While this
// lives the two signals are blocked, so that they neither end the process nor cut a call short.
#pragma once

#include <optional>

#include "harness/base/unique_fd.h"

namespace bpfmark {

class StopSignals {
 public:
  // Make it before any thread, which would keep its own signal mask.
  StopSignals();

  // The first signal that came, and from then on the same one.
  std::optional<int> received();

 private:
  UniqueFd fd_;
  std::optional<int> received_;
};

}  // namespace bpfmark
