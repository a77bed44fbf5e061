// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A profile as HTML: the source with each line's share as its background. Pure. Everything that
// comes from a file is escaped; no script, nothing from elsewhere.
#pragma once

#include <string>

#include "harness/profile/profile.h"

namespace bpfmark {

// A <section> to be put into a page; its classes begin with "profile".
std::string profile_to_html_section(const Profile& profile);

// The same as a page of its own.
std::string profile_to_html(const Profile& profile);

}  // namespace bpfmark
