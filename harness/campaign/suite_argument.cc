// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/suite_argument.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/suite/file/suite_file.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

bool is_plain_name(const std::string& text) {
  return text.find_first_of("/.") == std::string::npos;
}

bool is_builtin(const std::string& text, const Installation& installation) {
  const std::vector<std::string> known = builtin_suites(installation);
  return std::find(known.begin(), known.end(), text) != known.end();
}

Result<Suite> suite_named(const std::string& text, const Installation& installation) {
  const SuiteSearch search{{installation.objects}};
  if (fs::path(text).extension() == ".json") return read_suite(text, search);
  if (is_builtin(text, installation)) {
    return read_suite(installation.suites / (text + ".json"), search);
  }
  return bad_input(
      fmt::format("no built-in suite '{}'; there are: {}; else name a file, .json for a "
                  "suite or .o for an object",
                  text, fmt::join(builtin_suites(installation), ", ")));
}

}  // namespace

bool names_suite(const std::string& text, const Installation& installation) {
  if (fs::path(text).extension() == ".json" || is_builtin(text, installation)) return true;
  std::error_code ignored;
  return is_plain_name(text) && !fs::is_regular_file(text, ignored);
}

Result<Suite> suite_from_arguments(const std::vector<std::string>& arguments,
                                   const std::vector<std::string>& packets,
                                   const Installation& installation, const CaptureUse& use) {
  const std::string first = arguments.empty() ? "fizzbuzz" : arguments.front();
  if (!names_suite(first, installation)) {
    std::vector<ProgramRef> objects;
    for (const std::string& text : arguments) {
      if (fs::path(text).extension() == ".json" || is_builtin(text, installation)) {
        return bad_input(fmt::format("{} is a suite: it stands alone, not among objects", text));
      }
      objects.push_back(parse_program_ref(text));
    }
    return suite_of_objects(objects, packets, use);
  }
  if (arguments.size() > 1) {
    return bad_input(
        fmt::format("{} is a suite: it stands alone; only objects may be several", first));
  }
  if (!packets.empty()) {
    return bad_input("--packet goes with an OBJECT; a suite names its own packets");
  }
  if (use.adds_ethernet_header || use.pads_cut_frames) {
    return bad_input("--link and --cut go with --packet; a suite says it of each \"file\"");
  }
  return suite_named(first, installation);
}

Result<Suite> workload_from_arguments(const std::string& object, const std::string& suite,
                                      const std::vector<std::string>& packets,
                                      const Installation& installation, const CaptureUse& use) {
  if (suite.empty()) return suite_of_objects({parse_program_ref(object)}, packets, use);
  return suite_from_arguments({suite}, packets, installation, use);
}

}  // namespace bpfmark
