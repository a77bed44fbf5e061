// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The suite file, schema_version 1: JSON, // and /* */ comments allowed. docs/suite.md describes
// it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/packet/file/packet_file.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// Where relative object paths are looked for, in this order: beside the suite file, then each of
// these (the build tree's or the installation's bpf/ folder). An object that is found nowhere keeps
// its path beside the suite file: `check` works before the build.
struct SuiteSearch {
  std::vector<std::filesystem::path> object_folders;
};

// Bad input, each with the file, the JSON path (such as `$.packets[2].size`) and what is allowed
// there: not JSON (with line and column), a newer schema_version, an unknown key, a wrong type, a
// value out of range, a duplicate name, a mix that names an unknown packet, a packet that cannot be
// built or read. All mistakes are reported at once, one line each, in Error::detail, the first in
// Error::message.
Result<Suite> read_suite(const std::filesystem::path& path, const SuiteSearch& search);

// The suite for objects given on the command line: a version each, named after the program (or the
// file, where that is not unique). `name` is "adhoc".
Result<Suite> suite_of_objects(const std::vector<ProgramRef>& objects,
                               const std::vector<std::string>& packets, const CaptureUse& use = {});

// `file[:program]`; the colon of an existing file's name is not a separator.
ProgramRef parse_program_ref(const std::string& text);

}  // namespace bpfmark
