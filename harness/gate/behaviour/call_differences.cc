// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour/call_differences.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/gate/behaviour/seen_values.h"
#include "harness/suite/verdict.h"

namespace bpfmark {
namespace {

using Presence = ValueComparison::Presence;

class CallComparison {
 public:
  CallComparison(const BehaviourRuns& runs, Findings& findings)
      : runs_(runs), findings_(findings) {}

  void run() {
    for (std::size_t call = 0; call < base().calls.size(); ++call) {
      compare_verdict(call);
      compare_output(call);
      compare_messages(call);
    }
  }

 private:
  const Seen& base() const { return runs_.base.front(); }
  const Seen& now() const { return runs_.now.front(); }

  void compare_verdict(std::size_t call) {
    const auto verdict = [&](const Seen& seen) { return seen.calls[call].verdict; };
    const std::uint32_t before = verdict(base());
    const auto is_before = [&](const Seen& seen) { return verdict(seen) == before; };
    if (!std::all_of(runs_.base.begin(), runs_.base.end(), is_before)) {
      findings_.note("the verdict on some frames");
      return;
    }
    if (std::any_of(runs_.now.begin(), runs_.now.end(), is_before)) return;
    findings_.add_at_call(
        "verdict", call,
        fmt::format("verdict {} became {}", verdict_name(before), verdict_name(verdict(now()))));
  }

  void compare_output(std::size_t call) {
    const ValueComparison found = compare_values(
        values_in(runs_, [&](const Seen& seen) { return &seen.calls[call].output; }), {}, {});
    if (!found.changes.empty()) {
      const FieldChange& change = found.changes.front();
      const bool size = change.field == "size";
      findings_.add_at_call("output", call,
                            size ? fmt::format("the output packet's length went from {} to {}",
                                               change.base, change.now)
                                 : fmt::format("the output packet differs in {}: {} against {}",
                                               change.field, change.base, change.now));
    }
    for (const std::string& field : found.varying) findings_.note(field + " of the output packet");
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
    std::size_t max = 0;
    for (const auto* side : {&runs_.base, &runs_.now}) {
      for (const Seen& seen : *side) max = std::max(max, messages(seen).size());
    }
    for (std::size_t i = 0; i < max; ++i) {
      const Lookup lookup = [&](const Seen& seen) {
        return i < messages(seen).size() ? &messages(seen)[i] : nullptr;
      };
      const std::string where = fmt::format("message {} in '{}'", i + 1, map);
      compare_message(values_in(runs_, lookup), map, where, call);
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
        findings_.add_at_call(
            kind, call,
            fmt::format("{} is gone: {}", where, value_text(before, *runs.base.front())));
        return;
      case Presence::is_new:
        findings_.add_at_call(
            kind, call, fmt::format("{} is new: {}", where, value_text(after, *runs.now.front())));
        return;
      case Presence::varies:
        findings_.note(fmt::format("the number of messages in `{}`", map));
        return;
      case Presence::same:
        break;
    }
    for (const FieldChange& change : found.changes) {
      findings_.add_at_call(kind + " " + change.field, call, where + of_field(change));
    }
    for (const std::string& field : found.varying) findings_.note(quoted(map, field));
  }

  const BehaviourRuns& runs_;
  Findings& findings_;
};

}  // namespace

void compare_calls(const BehaviourRuns& runs, Findings& findings) {
  CallComparison(runs, findings).run();
}

}  // namespace bpfmark
