// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whether two programs do the same: verdict, output packet, messages, global variables and map
// contents. Cost is compared only between programs of which this is known.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/packet/fields.h"
#include "harness/sample/observation/seen.h"

namespace bpfmark {

struct BehaviourDifference {
  std::string name;        // of the packet or sweep, with the program's where there are several
  std::string what;        // "map 'stats', key 0, field `packets`: 1 against 2"
  std::size_t frames = 0;  // on how many frames; 0: seen in a map after all of them
  std::size_t first_frame = 0;
  Bytes packet;  // the first that shows it
};

// Fresh loads of each, at least one, that saw the same calls.
struct BehaviourRuns {
  std::vector<Seen> base;
  std::vector<Seen> now;
};

struct BehaviourFindings {
  // One for each of: the verdict, the output packet, a field of a map's messages, a field of a map,
  // a variable; with the first frame or key that shows it.
  std::vector<BehaviourDifference> differences;
  // What differs between the runs of base, or is of one side alone, or cannot be read: in words,
  // `stats.last_seen` for a field.
  std::vector<std::string> not_compared;
};

// What is held against new must be alike in all runs of base and otherwise in all of new
// (gate/behaviour/value_runs.h). `inputs` are the frames; the calls went through them once or more.
BehaviourFindings compare_behaviour(const std::string& name, const std::vector<Bytes>& inputs,
                                    const BehaviourRuns& runs);

}  // namespace bpfmark
