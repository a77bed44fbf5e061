// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Collects what a comparison of behaviour finds, each kind of difference and each note once.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/gate/behaviour/behaviour_difference.h"

namespace bpfmark {

class Findings {
 public:
  // Borrowed: the packet's name and its frames.
  Findings(const std::string& name, const std::vector<Bytes>& inputs)
      : name_(name), inputs_(inputs) {}

  // `kind`: what is told of once, with the first frame that shows it.
  void add_at_call(const std::string& kind, std::size_t call, const std::string& what);
  void add_of_state(const std::string& kind, const std::string& what);
  // What is not compared.
  void note(const std::string& what);

  BehaviourFindings take() && { return std::move(found_); }

 private:
  const std::string& name_;
  const std::vector<Bytes>& inputs_;
  BehaviourFindings found_;
  std::map<std::string, std::size_t> at_call_;           // index of the difference, by kind
  std::map<std::string, std::set<std::size_t>> frames_;  // that show it, by kind
  std::set<std::string> of_state_;
  std::set<std::string> noted_;
};

}  // namespace bpfmark
