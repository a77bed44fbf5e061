// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which operations are measured at which sizes, and what each such row is called. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/kernel/operation/operation.h"

namespace bpfmark {

struct OperationRow {
  std::string name;  // "hash/lookup/entries:1024/key:4/value:8/hit/random"
  Operation operation;
  OperationSizes sizes;
};

// How much of the machine there is to vary over.
struct Extent {
  int cpus = 1;
  int numa_nodes = 1;
};

// Only what has a meaning for the operation is in the name.
std::string operation_row_name(const Operation& operation, const OperationSizes& sizes);

// The rows that answer which map to take; with `full`, each dimension of each operation varied, one
// at a time, and entries, order and dependence of lookups crossed.
std::vector<OperationRow> rows_of(const std::vector<Operation>& operations, bool full,
                                  const Extent& machine);

}  // namespace bpfmark
