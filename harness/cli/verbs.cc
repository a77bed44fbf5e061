// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/verbs.h"

namespace bpfmark {

void add_verbs(CLI::App& app, Action& chosen) {
  for (const auto add : {add_run, add_maps, add_compare, add_gate, add_profile, add_live,
                         add_report, add_export, add_info, add_list, add_check, add_help}) {
    add(app, chosen);
  }
}

}  // namespace bpfmark
