// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map that is brought back to the same entries again and again. Only what differs is written: a
// timed block should find the map where, and as, the one before it did.
#pragma once

#include <memory>

#include "harness/base/error.h"
#include "harness/kernel/map/map_entries.h"
#include "harness/kernel/program/map.h"
#include "harness/sample/observation/wanted_contents.h"

namespace bpfmark {

// How sure it must be that a map is as wanted. `whole`: it is read from end to end. `known`: the
// keys that the program is known to change are written, and nothing is read. `learnt`: the same,
// and the map is read now and then.
enum class Look { whole, learnt, known };

// What is wanted of a map and what was learnt of it. Outlives the loads of one program.
struct RestoredMemory {
  std::unique_ptr<WantedContents> wanted;
  ChangedKeys changed;
};

class RestoredMap {
 public:
  // Of a map that is as it was loaded, empty or zero: writes `entries` and reads nothing. Where
  // `memory` holds something already, it is of an earlier load with the same entries. Bad input:
  // wrong sizes. Cannot measure: the kernel refused.
  static Result<RestoredMap> make(const Map& map, const std::vector<MapEntry>& entries,
                                  std::shared_ptr<RestoredMemory> memory,
                                  const Interrupted& interrupted);

  // Whether it is other than wanted.
  Result<bool> is_changed(const Interrupted& interrupted) const;

  Result<void> restore(Look how, const Interrupted& interrupted);

  const Map& map() const { return map_; }

 private:
  RestoredMap(Map map, std::shared_ptr<RestoredMemory> memory)
      : map_(std::move(map)), memory_(std::move(memory)) {}

  Map map_;
  std::shared_ptr<RestoredMemory> memory_;
};

}  // namespace bpfmark
