// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The one error type of bpfmark. Every function that can fail returns Result<T>; nothing throws
// across a folder's border. A message is one line that names the file and the place in it and says
// how to mend it; `detail` holds what may be long (the end of a verifier log).
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace bpfmark {

enum class ErrorKind {
  bad_input,       // usage, or a file that is not what it should be: exit code 2
  cannot_measure,  // privilege, verifier, kernel: exit code 3
  interrupted,     // SIGINT or SIGTERM: exit code 128 + signal
};

struct Error {
  ErrorKind kind = ErrorKind::bad_input;
  std::string message;
  int errno_value = 0;  // errno of the call that failed, or 0
  std::string detail;   // may be empty; several lines
  int signal = 0;       // that interrupted; 0 where the caller has it, and for all other kinds
};

template <typename T>
using Result = tl::expected<T, Error>;

// What a function that fails returns; of another's error: Failure(result.error()).
using Failure = tl::unexpected<Error>;

inline Failure bad_input(std::string message) {
  return Failure(Error{ErrorKind::bad_input, std::move(message), 0, {}});
}

inline Failure cannot_measure(std::string message, int errno_value = 0, std::string detail = {}) {
  return Failure(
      Error{ErrorKind::cannot_measure, std::move(message), errno_value, std::move(detail)});
}

inline Failure interrupted(int signal) {
  return Failure(Error{ErrorKind::interrupted, "interrupted", 0, {}, signal});
}

}  // namespace bpfmark

// Returns the error of `expression` from the calling function, where there is one.
#define BPFMARK_TRY(expression)                   \
  do {                                            \
    if (auto result_ = (expression); !result_) {  \
      return ::bpfmark::Failure(result_.error()); \
    }                                             \
  } while (false)

// Declares `name` with the value of `expression`, or returns its error.
#define BPFMARK_ASSIGN(name, expression)               \
  auto name##_result_ = (expression);                  \
  if (!name##_result_) {                               \
    return ::bpfmark::Failure(name##_result_.error()); \
  }                                                    \
  auto& name = *name##_result_  // NOLINT(bugprone-macro-parentheses): a declaration
