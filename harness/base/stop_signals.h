// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// SIGINT and SIGTERM as something to ask for, between two blocks, in place of a handler. While this
// lives the signals are blocked, so that they neither end the process nor cut a call short.
#pragma once

#include <initializer_list>
#include <optional>

#include "harness/base/unique_fd.h"

namespace bpfmark {

class StopSignals {
 public:
  // Make it before any thread, which would keep its own signal mask. `more`: further signals to be
  // taken so, by a command that would leave something behind if they ended it.
  StopSignals(std::initializer_list<int> more = {});

  // The first signal that came, and from then on the same one.
  std::optional<int> received();

 private:
  UniqueFd fd_;
  std::optional<int> received_;
};

}  // namespace bpfmark
