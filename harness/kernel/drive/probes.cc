// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/drive/probes.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cstring>

#include "harness/kernel/drive/driver.h"
#include "harness/kernel/program/test_run.h"

namespace bpfmark {
namespace {

Feature from_result(const char* name, const Result<void>& result) {
  if (result) return {name, true, ""};
  const int error = result.error().errno_value;
  return {name, false, error != 0 ? std::strerror(error) : result.error().message};
}

Result<void> run_reference(const std::filesystem::path& folder) {
  BPFMARK_ASSIGN(object, Object::open(folder / "fizzbuzz/pass.bpf.o", ""));
  BPFMARK_TRY(object.load(false));
  BPFMARK_TRY(test_run(object.program_fd(), Bytes(64), 1));
  return {};
}

Result<void> hold_reference(const std::filesystem::path& folder) {
  BPFMARK_ASSIGN(object, Object::open(folder / "fizzbuzz/pass.bpf.o", ""));
  BPFMARK_TRY(object.load(false));
  BPFMARK_TRY(DispatcherHold::hold(object.program_fd()));
  return {};
}

Result<void> drive_reference(const std::filesystem::path& folder) {
  BPFMARK_ASSIGN(object, Object::open(folder / "fizzbuzz/pass.bpf.o", ""));
  BPFMARK_TRY(object.load(false));
  BPFMARK_ASSIGN(image, read_image(folder / "drive/driver.bpf.o"));
  BPFMARK_ASSIGN(driver, Driver::load(image, {{Bytes(64), 64}}, false));
  return driver.set_arm(0, object.program_fd());
}

Feature probe_program_type(const char* name, bpf_prog_type type, const char* without) {
  return {name, libbpf_probe_bpf_prog_type(type, nullptr) == 1, without};
}

}  // namespace

std::vector<Feature> probe_features(const std::filesystem::path& folder) {
  std::vector<Feature> features = {
      from_result("XDP test runs", run_reference(folder)),
      from_result("holding a program in the XDP dispatcher", hold_reference(folder)),
      from_result("reaching programs by tail call, restoring packets", drive_reference(folder)),
      probe_program_type("raw tracepoint programs", BPF_PROG_TYPE_RAW_TRACEPOINT, "refused"),
      probe_program_type("struct_ops programs", BPF_PROG_TYPE_STRUCT_OPS, "refused"),
      probe_program_type("freplace programs (libxdp's dispatcher)", BPF_PROG_TYPE_EXT, "refused"),
      probe_program_type("LSM programs", BPF_PROG_TYPE_LSM, "refused"),
  };
  return features;
}

}  // namespace bpfmark
