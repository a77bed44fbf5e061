// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is wrong with one file, collected so that whoever wrote it learns all of it at once. Each
// mistake has a place: a JSON path, or a line and column where the text is not JSON.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"

namespace bpfmark {

class Mistakes {
 public:
  explicit Mistakes(std::string file) : file_(std::move(file)) {}

  void add(const std::string& place, const std::string& text);
  // A whole sentence, which begins with the place: "$.run.seed is -1, expected ...".
  void say(const std::string& sentence);
  std::size_t count() const { return count_; }
  // Whether more are only counted: there is no use in working out a helpful text.
  bool full() const;

  // The first in `message`, all in `detail`, one line each. Only where there are any.
  Failure error() const;
  // The first alone: in what a program wrote, the others follow from it.
  Failure first_error() const;

 private:
  std::string file_;
  std::size_t count_ = 0;
  std::vector<std::string> lines_;
};

// "$.packets" + "name" -> "$.packets.name"; a key that is no plain word goes into ["..."].
std::string child_place(const std::string& place, std::string_view key);
std::string element_place(const std::string& place, std::size_t index);

// `, did you mean "size"?` where one of `allowed` is close to `text`, else nothing; then the list:
// `, allowed: name, size`.
std::string suggestion(std::string_view text, const std::vector<std::string>& allowed);

}  // namespace bpfmark
