// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Stands in for libbpf's own handlers of an object's sections, as long as it lives, to be called
// just before each program is loaded.
#pragma once

#include <functional>
#include <vector>

#include "harness/base/error.h"

struct bpf_object;
struct bpf_program;
struct bpf_prog_load_opts;

namespace bpfmark {

// Returns 0, or an errno below zero that ends the load.
using BeforeLoad = std::function<int(bpf_program*, bpf_prog_load_opts*)>;

class SectionHandlers {
 public:
  // For the sections of the programs of `opened`. An object that is opened after this and loaded
  // before the handlers go is served. `before_load` must outlive them.
  static Result<SectionHandlers> install(bpf_object* opened, const BeforeLoad& before_load);

  SectionHandlers(SectionHandlers&& other) noexcept;
  SectionHandlers& operator=(SectionHandlers&&) = delete;
  ~SectionHandlers();

 private:
  SectionHandlers() = default;
  std::vector<int> ids_;
};

}  // namespace bpfmark
