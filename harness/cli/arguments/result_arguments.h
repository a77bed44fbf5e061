// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Results that a command line names, by file or by directory, and the policy to judge them by.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/gate/policy/policy.h"
#include "harness/history/history.h"
#include "harness/listing/annotated_profile.h"

namespace bpfmark {

// Reports each file that could not be read; the exit code of that: kExitFine with `skip_bad`.
int report_bad_files(const std::vector<Error>& errors, bool skip_bad);

// What could be read of what was named, and what could not. Profiles that lie in a named directory
// are passed over. Bad input: a name that is not there, or nothing that could be read.
struct NamedHistory {
  History history;
  std::vector<Error> bad_files;
};
Result<NamedHistory> read_history(const std::vector<std::string>& names);

struct NamedReports {
  std::vector<Report> reports;  // in the order of their start
  std::vector<Error> bad_files;
};
Result<NamedReports> read_reports(const std::vector<std::string>& names);

// The same of all that a report shows: here profiles count too.
struct NamedInputs {
  History history;
  std::vector<AnnotatedProfile> profiles;
  std::vector<Error> bad_files;
};
Result<NamedInputs> read_report_inputs(const std::vector<std::string>& names);

// The latest result in `folder`; with `like`, the latest other run of its suite on its kind of
// machine. Files that cannot be read are reported and passed over. Bad input: there is none.
Result<Report> read_latest(const std::string& folder, const Report* like);

// `defaults`, changed by the policy that `file` holds; empty: as they are. Bad input: as
// read_policy().
Result<Policy> policy_from(const std::string& file, const Policy& defaults);

}  // namespace bpfmark
