// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a command line may name in place of a suite.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/campaign/installation.h"
#include "harness/packet/file/packet_file.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// A built-in suite's name, a suite file (.json), or one or more OBJECTs, `file.bpf.o[:program]`,
// whose order is their history. None: the suite `fizzbuzz`. `packets` (built-in names, captures,
// hex files) go with OBJECTs alone. Bad input: what read_suite() and suite_of_objects() refuse, a
// mix of the kinds, packets or a use of captures with a suite.
Result<Suite> suite_from_arguments(const std::vector<std::string>& arguments,
                                   const std::vector<std::string>& packets,
                                   const Installation& installation, const CaptureUse& use = {});

// What `object` is run on: the packets, maps and sweeps of `suite`, or (empty) `packets`.
// Bad input: as suite_from_arguments().
Result<Suite> workload_from_arguments(const std::string& object, const std::string& suite,
                                      const std::vector<std::string>& packets,
                                      const Installation& installation, const CaptureUse& use = {});

// Whether `text` is to name a suite, else an OBJECT. A built-in suite's name stands for the
// suite, whatever lies in the current folder: `./NAME` is the file. Another plain name is an object
// where there is such a file.
bool names_suite(const std::string& text, const Installation& installation);

}  // namespace bpfmark
