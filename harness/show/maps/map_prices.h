// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What an operation of somebody's program on a map costs, by the rows that were measured: the row
// of the same type and operation whose entries, key and value sizes are nearest. Pure.
//
// A lookup is taken for a hit, at random keys; a map_update_elem for one that replaces an element;
// a reserve has its submit with it. Which of them a packet really meets, its calls do not tell.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/result/report.h"

namespace bpfmark {

// "map_lookup_elem" is the operation "lookup"; other helpers keep their names.
std::string operation_of_helper(const std::string& helper);

class MapPrices {
 public:
  // `maps`, a report of `bpfmark maps`, must outlive it.
  explicit MapPrices(const Report& maps);

  // Null: no row of this type and operation has a cost.
  const Benchmark* nearest(const MapOperation& operation) const;

 private:
  struct Row {
    std::string operation;                // "lru_hash/update"
    std::map<std::string, double> sizes;  // entries, key, value: those in its name
    const Benchmark* benchmark;
  };
  std::vector<Row> rows_;
};

}  // namespace bpfmark
