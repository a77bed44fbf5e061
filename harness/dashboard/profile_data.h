// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the page shows of one profile: means over the frames of all its packets. Pure.
#pragma once

#include "harness/json/json_values.h"
#include "harness/listing/annotated_profile.h"

namespace bpfmark {

OrderedJson profile_of_page(const AnnotatedProfile& profile);

}  // namespace bpfmark
