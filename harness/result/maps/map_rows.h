// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The rows of a result on map operations. What a row measures stands in its name, and is read out
// of it here alone:
//   TYPE/OPERATION/PART...   hash/lookup/entries:1024/key:4/value:8/hit/random
// TYPE begins with user/ where user space calls; a PART is a size ("entries:1024") or a word
// ("hit"). campaign/maps names them so (kernel/operation/operation_rows.h). Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/result/report.h"

namespace bpfmark {

struct MapRowName {
  std::string type;       // "hash", "user/hash"
  std::string operation;  // "lookup"
  std::vector<std::string> parts;

  std::string text() const;
  std::map<std::string, double> sizes() const;  // "entries" -> 1024
  std::vector<std::string> words() const;       // "hit", "random"
};

// None where the name has no operation.
std::optional<MapRowName> map_row_name(const std::string& name);

// The name of the same row on one CPU; none where it is on one.
std::optional<std::string> on_one_cpu(const MapRowName& row);

// "lookup" of "lookup_batch"; none of an operation that takes one element a call.
std::optional<std::string> one_by_one(const std::string& operation);

// The cost of an operation in the quiet regime; null, as for a null benchmark, where it is not
// known.
const Metric* cost_of(const Benchmark* benchmark);

// Null: no benchmark of that name.
const Benchmark* find_row(const std::vector<Benchmark>& rows, const std::string& name);

}  // namespace bpfmark
