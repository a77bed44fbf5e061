// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The command line as data: what each verb takes, shows as examples and does. Whoever parses a
// command line, prints help or writes a page of a manual reads this; nobody here knows a parser.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bpfmark {

// Where a value goes; its type says what is accepted. bool: a flag, which takes no value; a vector:
// several values. What the command line does not name stays as it is. The verb's action owns it.
using Target = std::variant<bool*, std::string*, std::vector<std::string>*, std::optional<int>*,
                            std::optional<double>*, std::optional<std::uint64_t>*>;

// An option, or a positional argument.
struct Option {
  std::string names;  // "-o,--output", the long one last; of a positional, what it is: "BASE"
  Target target;
  std::string help;
  std::string default_text = {};  // what holds where it is not given; empty: nothing to say
  std::string value = {};  // what its value is, in a word: "FILE", "SECONDS"; of a flag, none
  bool required = false;
  std::vector<std::string> choices = {};          // the only values allowed; empty: any
  std::optional<std::pair<int, int>> range = {};  // the least and the largest value allowed
  std::string (*check)(const std::string& text) = nullptr;  // what is wrong with it, or nothing
  std::string needs = {};     // an option without which it makes no sense, by its long name
  std::string excludes = {};  // an option that it cannot stand beside, by its long name
};

struct Verb {
  std::string name;
  std::string summary;
  std::vector<Option> options = {};
  std::vector<Option> positionals = {};
  std::vector<std::string> examples = {};  // lines; one that goes on from the last is indented
  std::function<int()> action;             // returns the exit code
};

struct Command {
  std::string name;
  std::string summary;
  std::string version;
  std::string footer;       // what stands below its help
  std::vector<Verb> verbs;  // in the order of the help
};

}  // namespace bpfmark
