// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/suite/file/suite_file.h"

#include <fmt/format.h>

#include <set>

#include "harness/base/file.h"
#include "harness/json/json_text.h"
#include "harness/suite/file/suite_sections.h"
#include "harness/text/quote.h"

namespace bpfmark {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxSuiteFileBytes = 16U << 20U;

class SuiteReader {
 public:
  SuiteReader(const std::filesystem::path& path, const SuiteSearch& search, Mistakes& mistakes)
      : path_(path), search_(search), mistakes_(mistakes) {}

  Suite read(const Json& document) {
    Suite suite;
    suite.path = path_;
    // A newer schema may allow what this one does not: only its number can be judged.
    if (document.is_object() && !check_schema(document)) return suite;
    JsonObject root(
        document, "$",
        {"schema_version", "name", "description", "versions", "maps", "packets", "sweeps"},
        mistakes_);
    suite.name = root.require_name("name").value_or("");
    suite.description = root.text("description").value_or("");
    read_versions(root, suite);
    if (const Json* maps = root.find("maps")) {
      suite.maps = read_maps(*maps, root.place_of("maps"), mistakes_);
    }
    read_frames(root, suite);
    return suite;
  }

 private:
  bool check_schema(const Json& document) {
    const std::string place = "$.schema_version";
    const auto found = document.find("schema_version");
    if (found == document.end()) {
      mistakes_.add(place, fmt::format("is missing, allowed: {}", kSuiteSchemaVersion));
      return true;
    }
    if (*found == kSuiteSchemaVersion) return true;
    const bool newer = found->is_number_integer() && *found > kSuiteSchemaVersion;
    mistakes_.add(place,
                  fmt::format("{}, allowed: {}{}", escaped(shown(*found), 60), kSuiteSchemaVersion,
                              newer ? "; a newer bpfmark is needed to read this file" : ""));
    return !newer;
  }

  // dump() walks the document by recursion; only what is one line anyway is shown.
  static std::string shown(const Json& value) {
    return value.is_structured() ? std::string("is an ") + value.type_name() : value.dump();
  }

  void read_versions(JsonObject& root, Suite& suite) {
    const std::string place = root.place_of("versions");
    const Json* list =
        check_list(root.require("versions"), place, "versions", kMaxVersions, mistakes_);
    if (list == nullptr) return;
    std::set<std::string> names;
    for (std::size_t i = 0; i < list->size(); ++i) {
      JsonObject object((*list)[i], element_place(place, i), {"name", "object", "program"},
                        mistakes_);
      Version version;
      version.name = object.require_name("name").value_or("");
      if (!version.name.empty() && !names.insert(version.name).second) {
        object.wrong("name", in_quotes(version.name) + " is the name of an earlier version too");
      }
      version.program.object = resolve(object.require_text("object").value_or(""));
      version.program.program = object.text("program").value_or("");
      suite.versions.push_back(std::move(version));
    }
  }

  void read_frames(JsonObject& root, Suite& suite) {
    FrameBudget budget;
    const std::string packets = root.place_of("packets");
    if (const Json* list =
            check_list(root.require("packets"), packets, "packets", kMaxPackets, mistakes_)) {
      suite.packets =
          read_packets(*list, packets, path_.parent_path(), suite.versions, budget, mistakes_);
    }
    const std::string sweeps = root.place_of("sweeps");
    if (const Json* list =
            check_list(root.find("sweeps"), sweeps, "sweeps", kMaxSweeps, mistakes_)) {
      suite.sweeps = read_sweeps(*list, sweeps, suite.packets, budget, mistakes_);
    }
  }

  std::filesystem::path resolve(const std::filesystem::path& object) const {
    std::filesystem::path beside = path_.parent_path() / object;  // absolute: the object itself
    std::error_code ignored;
    if (std::filesystem::exists(beside, ignored)) return beside;
    for (const std::filesystem::path& folder : search_.object_folders) {
      std::filesystem::path candidate = folder / object;
      if (std::filesystem::exists(candidate, ignored)) return candidate;
    }
    return beside;
  }

  const std::filesystem::path& path_;
  const SuiteSearch& search_;
  Mistakes& mistakes_;
};

}  // namespace

Result<Suite> read_suite(const std::filesystem::path& path, const SuiteSearch& search) {
  auto text = read_file(path, kMaxSuiteFileBytes);
  if (!text) {
    Error error = text.error();
    error.detail = error.message;
    return Failure(std::move(error));
  }
  Mistakes mistakes(path.string());
  const std::optional<Json> document = parse_json(*text, kJsonByHand, mistakes);
  if (!document) return mistakes.error();
  Suite suite = SuiteReader(path, search, mistakes).read(*document);
  if (mistakes.count() > 0) return mistakes.error();
  return suite;
}

}  // namespace bpfmark
