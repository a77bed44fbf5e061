// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/program/full_refusal.h"

namespace bpfmark {

Error refusal_in_full(const ProgramImage& program, ProgramTypes types, const Error& error) {
  if (error.kind != ErrorKind::cannot_measure || error.detail.empty()) return error;
  auto object = Object::open(program, types);
  if (!object) return error;
  const auto loaded = object->load(object->wants_frags());
  return loaded ? error : loaded.error();
}

}  // namespace bpfmark
