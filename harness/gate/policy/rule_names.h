// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whether the rules of a policy are about rows that there are. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/gate/policy/policy.h"

namespace bpfmark {

// `rows`: all names that the policy will be asked about. Bad input: the name of a rule matches none
// of them, which is taken for a spelling mistake: it would be no rule, silently. The message has
// the rule's place and what it may have meant.
Result<void> check_rule_names(const Policy& policy, const std::vector<std::string>& rows);

}  // namespace bpfmark
