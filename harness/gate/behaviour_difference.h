// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whether two programs do the same: verdict, output packet, messages and map contents on every
// frame. Cost is compared only between programs of which this is known.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/sample/runner.h"

namespace bpfmark {

// All that one arm did with the frames of a packet, one call each, in order, on fresh maps.
struct Seen {
  std::vector<Observation> frames;
  std::map<std::string, MapContents> maps;  // at the end
};

Result<Seen> observe_arm(Runner& runner, std::size_t arm);

struct BehaviourDifference {
  std::string name;        // of the packet or sweep, with the program's where there are several
  std::string what;        // "verdict XDP_PASS became XDP_DROP"
  std::size_t frames = 0;  // on how many frames; 0: seen in a map after all of them
  std::size_t first_frame = 0;
  Bytes packet;  // the first that shows it
};

// One difference for each kind (verdict, output, messages of a map, contents of a map), with the
// first frame that shows it. What already differs between two loads of the base (`base_again`: a
// clock in a map, a random number) is not held against the new program.
std::vector<BehaviourDifference> behaviour_differences(const std::string& name,
                                                       const std::vector<Bytes>& inputs,
                                                       const Seen& base, const Seen& base_again,
                                                       const Seen& new_version);

}  // namespace bpfmark
