// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/objects/object_pairs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/kernel/program/object.h"

namespace bpfmark {
namespace {

Result<std::string> signature_of(const ProgramRef& program, ForeignObjects& objects) {
  BPFMARK_ASSIGN(image, objects.read(program));
  BPFMARK_ASSIGN(object, Object::open(image));
  BPFMARK_TRY(object.load(object.wants_frags()));
  return object.signature();
}

Result<std::vector<std::string>> names_of(const ProgramRef& side, ForeignObjects& objects) {
  BPFMARK_ASSIGN(image, objects.read(side));
  if (!side.program.empty()) {
    BPFMARK_TRY(Object::open(image));
    return std::vector<std::string>{side.program};
  }
  BPFMARK_ASSIGN(names, xdp_programs(*image.object));
  if (names.empty()) BPFMARK_TRY(Object::open(image));  // says what it has instead
  return names;
}

// The names that belong together, base's first.
std::vector<std::pair<std::string, std::string>> match(
    const std::vector<std::string>& base, const std::vector<std::string>& new_version) {
  if (base.size() == 1 && new_version.size() == 1) return {{base.front(), new_version.front()}};
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& name : base) {
    if (std::find(new_version.begin(), new_version.end(), name) != new_version.end())
      pairs.emplace_back(name, name);
  }
  return pairs;
}

// Those of `names` that stand on no such side of a pair.
std::vector<std::string> without(std::vector<std::string> names,
                                 const std::vector<ProgramPair>& pairs,
                                 ProgramRef ProgramPair::*side) {
  std::erase_if(names, [&](const std::string& name) {
    return std::any_of(pairs.begin(), pairs.end(),
                       [&](const ProgramPair& pair) { return (pair.*side).program == name; });
  });
  return names;
}

}  // namespace

Result<ProgramPairs> pair_programs(const ProgramRef& base, const ProgramRef& new_version,
                                   ForeignObjects& objects) {
  BPFMARK_ASSIGN(base_names, names_of(base, objects));
  BPFMARK_ASSIGN(new_names, names_of(new_version, objects));
  const auto matched = match(base_names, new_names);
  if (matched.empty()) {
    return bad_input(
        fmt::format("{} (with {}) and {} (with {}) have no XDP program in common: name "
                    "one of each as FILE:PROGRAM",
                    base.object.string(), fmt::join(base_names, ", "), new_version.object.string(),
                    fmt::join(new_names, ", ")));
  }
  ProgramPairs out;
  for (const auto& [base_name, new_name] : matched) {
    ProgramPair pair{matched.size() > 1 ? base_name : "",
                     {base.object, base_name},
                     {new_version.object, new_name},
                     false};
    BPFMARK_ASSIGN(base_signature, signature_of(pair.base, objects));
    BPFMARK_ASSIGN(new_signature, signature_of(pair.new_version, objects));
    pair.same = base_signature == new_signature;
    out.pairs.push_back(std::move(pair));
  }
  out.base_only = without(base_names, out.pairs, &ProgramPair::base);
  out.new_only = without(new_names, out.pairs, &ProgramPair::new_version);
  return out;
}

}  // namespace bpfmark
