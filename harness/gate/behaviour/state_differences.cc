// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour/state_differences.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/gate/behaviour/seen_values.h"

namespace bpfmark {
namespace {

using Presence = ValueComparison::Presence;

class StateComparison {
 public:
  StateComparison(const BehaviourRuns& runs, Findings& findings)
      : runs_(runs), findings_(findings) {}

  void run() {
    compare_variables();
    compare_maps();
    note_unseen();
  }

 private:
  const Seen& base() const { return runs_.base.front(); }
  const Seen& now() const { return runs_.now.front(); }

  void compare_variables() {
    for (const auto& [variable, value] : base().variables) {
      // A variable, or a map, of one side alone is how a program is made, not what it does.
      if (!now().variables.contains(variable)) continue;
      const Lookup lookup = [&name = variable](const Seen& seen) {
        return find_in(seen.variables, name);
      };
      const ValueComparison found =
          compare_values(values_in(runs_, lookup), layout_in(base().variable_layouts, variable),
                         layout_in(now().variable_layouts, variable));
      for (const FieldChange& change : found.changes) {
        findings_.add_of_state("variable " + variable + "." + change.field,
                               fmt::format("variable `{}`{}", variable, of_field(change)));
      }
      for (const std::string& field : found.varying) findings_.note(quoted(variable, field));
    }
  }

  void compare_maps() {
    std::set<std::string> maps;
    for (const Seen* side : {&base(), &now()}) insert_keys(side->maps, maps);
    for (const std::string& map : maps) {
      // It may be missing in one run too: a map that grew too large is not read.
      const auto has_it = [&](const Seen& seen) { return seen.maps.contains(map); };
      const bool everywhere = std::all_of(runs_.base.begin(), runs_.base.end(), has_it) &&
                              std::all_of(runs_.now.begin(), runs_.now.end(), has_it);
      if (everywhere) {
        compare_map(map);
      } else {
        findings_.note(fmt::format("map `{}`, which not every load of both sides shows", map));
      }
    }
  }

  void compare_map(const std::string& map) {
    std::set<Bytes> keys;
    for (const auto* side : {&runs_.base, &runs_.now}) {
      for (const Seen& seen : *side) insert_keys(seen.maps.at(map).contents, keys);
    }
    std::set<Bytes> varying;
    for (const Bytes& key : keys) {
      const Lookup lookup = [&](const Seen& seen) {
        const SeenMap& of_run = seen.maps.at(map);
        const Bytes* value = find_in(of_run.contents, key);
        return value != nullptr || of_run.absent.empty() ? value : &of_run.absent;
      };
      const ValueRuns runs = values_in(runs_, lookup);
      if (!compare_entry(map, key, runs)) varying.insert(key);
    }
    if (!varying.empty()) compare_entries_by_rank(map, varying);
  }

  // False where the key is there in some runs of a side and not in others.
  bool compare_entry(const std::string& map, const Bytes& key, const ValueRuns& runs) {
    const SeenMap& before = base().maps.at(map);
    const SeenMap& after = now().maps.at(map);
    const ValueComparison found = compare_values(runs, before.value_layout, after.value_layout);
    const std::string where =
        fmt::format("map '{}', key {}", map, value_text(before.key_layout, key));
    switch (found.presence) {
      case Presence::varies:
        return false;
      case Presence::gone:
        findings_.add_of_state(map + " gone",
                               fmt::format("{}: is gone, with {}", where,
                                           value_text(before.value_layout, *runs.base.front())));
        return true;
      case Presence::is_new:
        findings_.add_of_state(map + " new",
                               fmt::format("{}: is new, with {}", where,
                                           value_text(after.value_layout, *runs.now.front())));
        return true;
      case Presence::same:
        break;
    }
    add_fields(map, where, found);
    return true;
  }

  void add_fields(const std::string& map, const std::string& where, const ValueComparison& found) {
    for (const FieldChange& change : found.changes) {
      findings_.add_of_state(map + "." + change.field, where + of_field(change));
    }
    for (const std::string& field : found.varying) findings_.note(quoted(map, field));
  }

  // Entries whose keys are others in each run: their values, smallest first, against each other.
  void compare_entries_by_rank(const std::string& map, const std::set<Bytes>& varying) {
    findings_.note(fmt::format("keys of `{}`", map));
    std::map<const Seen*, std::vector<Bytes>> sorted;
    std::size_t max = 0;
    for (const auto* side : {&runs_.base, &runs_.now}) {
      for (const Seen& seen : *side) {
        std::vector<Bytes>& of_run = sorted[&seen];
        for (const Bytes& key : varying) {
          const Bytes* value = find_in(seen.maps.at(map).contents, key);
          if (value != nullptr) of_run.push_back(*value);
        }
        std::sort(of_run.begin(), of_run.end());
        max = std::max(max, of_run.size());
      }
    }
    for (std::size_t i = 0; i < max; ++i) {
      const Lookup lookup = [&](const Seen& seen) {
        const std::vector<Bytes>& of_run = sorted.at(&seen);
        return i < of_run.size() ? &of_run[i] : nullptr;
      };
      compare_rank(map, values_in(runs_, lookup));
    }
  }

  void compare_rank(const std::string& map, const ValueRuns& runs) {
    const ValueComparison found =
        compare_values(runs, base().maps.at(map).value_layout, now().maps.at(map).value_layout);
    const std::string where = fmt::format("map '{}', an entry whose key varies", map);
    if (found.presence == Presence::gone || found.presence == Presence::is_new) {
      findings_.add_of_state(map + " entries",
                             fmt::format("map '{}': {} entries whose keys vary", map,
                                         found.presence == Presence::gone ? "fewer" : "more"));
    }
    add_fields(map, where, found);
  }

  void note_unseen() {
    for (const Seen* side : {&base(), &now()}) {
      for (const std::string& what : side->unseen) findings_.note(what);
    }
    for (const auto& [variable, value] : base().variables) {
      if (!now().variables.contains(variable))
        findings_.note(fmt::format("`{}`, of base alone", variable));
    }
  }

  const BehaviourRuns& runs_;
  Findings& findings_;
};

}  // namespace

void compare_state(const BehaviourRuns& runs, Findings& findings) {
  StateComparison(runs, findings).run();
}

}  // namespace bpfmark
