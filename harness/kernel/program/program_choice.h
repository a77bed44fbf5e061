// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which program of an opened object is meant, and why one cannot be.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/program/object.h"

struct bpf_object;
struct bpf_program;

namespace bpfmark {

// "xdp", "sched_cls".
const char* type_name_of(const bpf_program* program);

// tc programs in sections that this libbpf does not know any more, or not yet: SEC("tcx/ingress"),
// SEC("classifier/main") and the like.
void set_known_types(bpf_object* object);

// In the object's order; of these types, or of all. Programs that only a map can run are of none.
std::vector<std::string> program_names(bpf_object* object, std::optional<ProgramTypes> types);

// The program of that name, or the only one of these types where `name` is empty. Bad input: none,
// several (all are listed), of another type.
Result<bpf_program*> pick_program(bpf_object* object, const std::filesystem::path& path,
                                  const std::string& name, ProgramTypes types);

}  // namespace bpfmark
