// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How far a run is, on stderr: one line with a bar and the time left where stderr is a terminal, a
// line for each finished packet where it is a log.
#pragma once

#include <cstddef>
#include <string>

namespace bpfmark {

class Progress {
 public:
  // `quiet`: says nothing at all.
  Progress(std::size_t steps, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `name` is being worked on; `done` steps are finished, and `fraction` (0..1) of the whole run;
  // `left_s` of it are left.
  void update(std::size_t done, const std::string& name, double fraction, double left_s);
  void finish_step(std::size_t step, const std::string& name, const std::string& outcome);

 private:
  void clear_line() const;

  std::size_t steps_;
  bool terminal_;
  bool quiet_;
};

}  // namespace bpfmark
