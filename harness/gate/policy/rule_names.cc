// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/policy/rule_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/json/mistakes.h"
#include "harness/text/pattern.h"

namespace bpfmark {
namespace {

bool matches_any(const Pattern& pattern, const std::vector<std::string>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](const std::string& row) { return pattern.found_in(row); });
}

// What was written, without anchors: most patterns are the end of a name.
std::string literal_of(std::string pattern) {
  if (pattern.starts_with('^')) pattern.erase(0, 1);
  if (pattern.starts_with('/')) pattern.erase(0, 1);
  if (pattern.ends_with('$')) pattern.pop_back();
  return pattern;
}

// The last parts of the row, as many as `parts`; all of it where there are fewer.
std::string end_of(const std::string& row, std::ptrdiff_t parts) {
  std::size_t at = row.size();
  for (; parts > 0; --parts) {
    if (at == 0) return row;
    at = row.rfind('/', at - 1);
    if (at == std::string::npos) return row;
  }
  return row.substr(at + 1);
}

// Ends of rows of as many parts as the literal has, each once; whole rows for an anchored pattern.
std::vector<std::string> candidates(const std::string& pattern,
                                    const std::vector<std::string>& rows) {
  const std::string literal = literal_of(pattern);
  const std::ptrdiff_t parts = std::count(literal.begin(), literal.end(), '/') + 1;
  std::vector<std::string> ends;
  for (const std::string& row : rows) {
    std::string end = pattern.starts_with('^') ? row : end_of(row, parts);
    if (std::find(ends.begin(), ends.end(), end) == ends.end()) ends.push_back(std::move(end));
  }
  return ends;
}

}  // namespace

Result<void> check_rule_names(const Policy& policy, const std::vector<std::string>& rows) {
  for (const PolicyRule& rule : policy.rules()) {
    if (!rule.name || rule.place.empty() || matches_any(*rule.name, rows)) continue;
    return bad_input(
        fmt::format("{}: \"{}\" matches no row{}", rule.place, rule.pattern,
                    suggestion(literal_of(rule.pattern), candidates(rule.pattern, rows))));
  }
  return {};
}

}  // namespace bpfmark
