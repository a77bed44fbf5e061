// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour/findings.h"

namespace bpfmark {

void Findings::add_at_call(const std::string& kind, std::size_t call, const std::string& what) {
  const std::size_t frame = call % inputs_.size();
  const auto [known, is_new] = at_call_.try_emplace(kind, found_.differences.size());
  if (is_new) {
    found_.differences.push_back({name_, what, 0, frame, inputs_[frame]});
  }
  if (frames_[kind].insert(frame).second) ++found_.differences[known->second].frames;
}

void Findings::add_of_state(const std::string& kind, const std::string& what) {
  if (!of_state_.insert(kind).second) return;
  found_.differences.push_back({name_, what, 0, 0, inputs_.front()});
}

void Findings::note(const std::string& what) {
  if (noted_.insert(what).second) found_.not_compared.push_back(what);
}

}  // namespace bpfmark
