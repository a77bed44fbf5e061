// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What this process may do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bpfmark {

// The end of each message that something was refused for lack of them.
inline constexpr std::string_view kGetPrivilege =
    "run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON";

// The capabilities that measuring needs and this process lacks, by name; empty: none is missing.
std::vector<std::string> missing_capabilities();

}  // namespace bpfmark
