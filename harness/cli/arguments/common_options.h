// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Options that several verbs take, so that they are called, checked and explained alike. What a
// target points to outlives the option.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/arguments/verb.h"
#include "harness/packet/file/packet_file.h"

namespace bpfmark {

// -o FILE
Option output_option(std::string& target, std::string help);

// --format; the first of `choices` is the default.
Option format_option(std::string& target, std::vector<std::string> choices);

// --packet, as a suite_of_objects() takes them; `when` is put before the help.
Option packet_option(std::vector<std::string>& target, const std::string& when = "");

// What to do with captured frames that no program could be given as they are.
struct CaptureArguments {
  std::string link;  // "ethernet" or empty
  std::string cut;   // "pad" or empty

  CaptureUse use() const {
    return {.adds_ethernet_header = !link.empty(), .pads_cut_frames = !cut.empty()};
  }
};

// --link and --cut
Option link_option(CaptureArguments& target);
Option cut_option(CaptureArguments& target);

Option suite_option(std::string& target, std::string help);
Option policy_option(std::string& target, std::string help);
Option budget_option(std::optional<double>& target, std::string help, std::string default_text);
Option cpu_option(std::optional<int>& target, std::string help);
Option seed_option(std::optional<std::uint64_t>& target, std::string help,
                   std::string default_text);

// -q
Option quiet_option(bool& target);

}  // namespace bpfmark
