// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour/behaviour_difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "harness/gate/behaviour/value_runs.h"
#include "harness/suite/verdict.h"

namespace bpfmark {
namespace {

using Presence = ValueComparison::Presence;

// The value in question of one run; null: there is none.
using Lookup = std::function<const Bytes*(const Seen&)>;

template <typename Map>
auto find_in(const Map& map, const typename Map::key_type& key) -> decltype(&map.begin()->second) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

template <typename Map>
void insert_keys(const Map& map, std::set<typename Map::key_type>& keys) {
  for (const auto& [key, value] : map) keys.insert(key);
}

const ValueLayout& layout_in(const std::map<std::string, ValueLayout>& layouts,
                             const std::string& name) {
  static const ValueLayout kUnknown;
  const ValueLayout* layout = find_in(layouts, name);
  return layout != nullptr ? *layout : kUnknown;
}

std::string quoted(const std::string& owner, const std::string& field) {
  return fmt::format("`{}{}{}`", owner, owner.empty() || field.empty() ? "" : ".", field);
}

std::string of_field(const FieldChange& change) {
  const std::string field = change.field.empty() ? "" : fmt::format(", field `{}`", change.field);
  return fmt::format("{}: {} against {}", field, change.base, change.now);
}

class Comparison {
 public:
  Comparison(const std::string& name, const std::vector<Bytes>& inputs, const BehaviourRuns& runs)
      : name_(name), inputs_(inputs), runs_(runs) {}

  BehaviourFindings run() {
    for (std::size_t call = 0; call < base().calls.size(); ++call) {
      compare_verdict(call);
      compare_output(call);
      compare_messages(call);
    }
    compare_variables();
    compare_maps();
    note_unseen();
    return std::move(findings_);
  }

 private:
  const Seen& base() const { return runs_.base.front(); }
  const Seen& now() const { return runs_.now.front(); }

  ValueRuns values(const Lookup& lookup) const {
    ValueRuns found;
    for (const Seen& seen : runs_.base) found.base.push_back(lookup(seen));
    for (const Seen& seen : runs_.now) found.now.push_back(lookup(seen));
    return found;
  }

  // `kind`: what is told of once, with the first frame that shows it.
  void add_at_call(const std::string& kind, std::size_t call, const std::string& what) {
    const std::size_t frame = call % inputs_.size();
    const auto [known, is_new] = at_call_.try_emplace(kind, findings_.differences.size());
    if (is_new) {
      findings_.differences.push_back({name_, what, 0, frame, inputs_[frame]});
    }
    if (frames_[kind].insert(frame).second) ++findings_.differences[known->second].frames;
  }

  void add_of_state(const std::string& kind, const std::string& what) {
    if (!of_state_.insert(kind).second) return;
    findings_.differences.push_back({name_, what, 0, 0, inputs_.front()});
  }

  void note(const std::string& what) {
    if (noted_.insert(what).second) findings_.not_compared.push_back(what);
  }

  void compare_verdict(std::size_t call) {
    const auto verdict = [&](const Seen& seen) { return seen.calls[call].verdict; };
    const std::uint32_t before = verdict(base());
    const auto is_before = [&](const Seen& seen) { return verdict(seen) == before; };
    if (!std::all_of(runs_.base.begin(), runs_.base.end(), is_before)) {
      note("the verdict on some frames");
      return;
    }
    if (std::any_of(runs_.now.begin(), runs_.now.end(), is_before)) return;
    add_at_call(
        "verdict", call,
        fmt::format("verdict {} became {}", verdict_name(before), verdict_name(verdict(now()))));
  }

  void compare_output(std::size_t call) {
    const ValueComparison found =
        compare_values(values([&](const Seen& seen) { return &seen.calls[call].output; }), {}, {});
    if (!found.changes.empty()) {
      const FieldChange& change = found.changes.front();
      const bool size = change.field == "size";
      add_at_call("output", call,
                  size ? fmt::format("the output packet's length went from {} to {}", change.base,
                                     change.now)
                       : fmt::format("the output packet differs in {}: {} against {}", change.field,
                                     change.base, change.now));
    }
    for (const std::string& field : found.varying) note(field + " of the output packet");
  }

  void compare_messages(std::size_t call) {
    std::set<std::string> maps;
    for (const auto* side : {&runs_.base, &runs_.now}) {
      for (const Seen& seen : *side) insert_keys(seen.calls[call].messages, maps);
    }
    for (const std::string& map : maps) compare_messages_of(map, call);
  }

  void compare_messages_of(const std::string& map, std::size_t call) {
    static const std::vector<Bytes> kNone;
    const auto messages = [&](const Seen& seen) -> const std::vector<Bytes>& {
      const auto* found = find_in(seen.calls[call].messages, map);
      return found != nullptr ? *found : kNone;
    };
    std::size_t most = 0;
    for (const auto* side : {&runs_.base, &runs_.now}) {
      for (const Seen& seen : *side) most = std::max(most, messages(seen).size());
    }
    for (std::size_t i = 0; i < most; ++i) {
      const Lookup lookup = [&](const Seen& seen) {
        return i < messages(seen).size() ? &messages(seen)[i] : nullptr;
      };
      const std::string where = fmt::format("message {} in '{}'", i + 1, map);
      compare_message(values(lookup), map, where, call);
    }
  }

  void compare_message(const ValueRuns& runs, const std::string& map, const std::string& where,
                       std::size_t call) {
    const ValueLayout& before = layout_in(base().message_layouts, map);
    const ValueLayout& after = layout_in(now().message_layouts, map);
    const ValueComparison found = compare_values(runs, before, after);
    const std::string kind = "messages " + map;
    switch (found.presence) {
      case Presence::gone:
        add_at_call(kind, call,
                    fmt::format("{} is gone: {}", where, value_text(before, *runs.base.front())));
        return;
      case Presence::is_new:
        add_at_call(kind, call,
                    fmt::format("{} is new: {}", where, value_text(after, *runs.now.front())));
        return;
      case Presence::varies:
        note(fmt::format("the number of messages in `{}`", map));
        return;
      case Presence::same:
        break;
    }
    for (const FieldChange& change : found.changes) {
      add_at_call(kind + " " + change.field, call, where + of_field(change));
    }
    for (const std::string& field : found.varying) note(quoted(map, field));
  }

  void compare_variables() {
    for (const auto& [variable, value] : base().variables) {
      // A variable, or a map, of one side alone is how a program is made, not what it does.
      if (!now().variables.contains(variable)) continue;
      const Lookup lookup = [&name = variable](const Seen& seen) {
        return find_in(seen.variables, name);
      };
      const ValueComparison found =
          compare_values(values(lookup), layout_in(base().variable_layouts, variable),
                         layout_in(now().variable_layouts, variable));
      for (const FieldChange& change : found.changes) {
        add_of_state("variable " + variable + "." + change.field,
                     fmt::format("variable `{}`{}", variable, of_field(change)));
      }
      for (const std::string& field : found.varying) note(quoted(variable, field));
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
        note(fmt::format("map `{}`, which not every load of both sides shows", map));
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
      const ValueRuns runs = values(lookup);
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
        add_of_state(map + " gone",
                     fmt::format("{}: is gone, with {}", where,
                                 value_text(before.value_layout, *runs.base.front())));
        return true;
      case Presence::is_new:
        add_of_state(map + " new", fmt::format("{}: is new, with {}", where,
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
      add_of_state(map + "." + change.field, where + of_field(change));
    }
    for (const std::string& field : found.varying) note(quoted(map, field));
  }

  // Entries whose keys are others in each run: their values, smallest first, against each other.
  void compare_entries_by_rank(const std::string& map, const std::set<Bytes>& varying) {
    note(fmt::format("keys of `{}`", map));
    std::map<const Seen*, std::vector<Bytes>> sorted;
    std::size_t most = 0;
    for (const auto* side : {&runs_.base, &runs_.now}) {
      for (const Seen& seen : *side) {
        std::vector<Bytes>& of_run = sorted[&seen];
        for (const Bytes& key : varying) {
          const Bytes* value = find_in(seen.maps.at(map).contents, key);
          if (value != nullptr) of_run.push_back(*value);
        }
        std::sort(of_run.begin(), of_run.end());
        most = std::max(most, of_run.size());
      }
    }
    for (std::size_t i = 0; i < most; ++i) {
      const Lookup lookup = [&](const Seen& seen) {
        const std::vector<Bytes>& of_run = sorted.at(&seen);
        return i < of_run.size() ? &of_run[i] : nullptr;
      };
      compare_rank(map, values(lookup));
    }
  }

  void compare_rank(const std::string& map, const ValueRuns& runs) {
    const ValueComparison found =
        compare_values(runs, base().maps.at(map).value_layout, now().maps.at(map).value_layout);
    const std::string where = fmt::format("map '{}', an entry whose key varies", map);
    if (found.presence == Presence::gone || found.presence == Presence::is_new) {
      add_of_state(map + " entries",
                   fmt::format("map '{}': {} entries whose keys vary", map,
                               found.presence == Presence::gone ? "fewer" : "more"));
    }
    add_fields(map, where, found);
  }

  void note_unseen() {
    for (const Seen* side : {&base(), &now()}) {
      for (const std::string& what : side->unseen) note(what);
    }
    for (const auto& [variable, value] : base().variables) {
      if (!now().variables.contains(variable)) note(fmt::format("`{}`, of base alone", variable));
    }
  }

  const std::string& name_;
  const std::vector<Bytes>& inputs_;
  const BehaviourRuns& runs_;
  BehaviourFindings findings_;
  std::map<std::string, std::size_t> at_call_;           // index of the difference, by kind
  std::map<std::string, std::set<std::size_t>> frames_;  // that show it, by kind
  std::set<std::string> of_state_;
  std::set<std::string> noted_;
};

}  // namespace

BehaviourFindings compare_behaviour(const std::string& name, const std::vector<Bytes>& inputs,
                                    const BehaviourRuns& runs) {
  return Comparison(name, inputs, runs).run();
}

}  // namespace bpfmark
