// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <algorithm>

#include "harness/suite/file/suite_sections.h"
#include "harness/suite/verdict.h"
#include "harness/text/quote.h"

namespace bpfmark {
namespace {

using Json = nlohmann::json;
using Messages = std::vector<std::string>;

std::vector<std::string> verdict_names() {
  std::vector<std::string> names;
  for (std::uint32_t verdict = 0; verdict_from_name(verdict_name(verdict)); ++verdict) {
    names.push_back(verdict_name(verdict));
  }
  return names;
}

void read_verdict(JsonObject& object, Expectation& out) {
  const auto text = object.text("verdict");
  if (!text) return;
  out.verdict = verdict_from_name(*text);
  if (!out.verdict) {
    object.wrong("verdict",
                 in_quotes(*text) + " is no verdict" + suggestion(*text, verdict_names()));
  }
}

// Unlike the other lists this one may be empty: no message.
Messages read_message_list(const Json& list, const std::string& place, Mistakes& mistakes) {
  Messages messages;
  if (!list.is_array()) {
    mistakes.add(place, "allowed: a list of strings, [] for no message");
    return messages;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (auto text = read_text(list[i], element_place(place, i), mistakes)) {
      messages.push_back(std::move(*text));
    }
  }
  return messages;
}

void read_messages(const Json& value, const std::string& place,
                   const std::vector<Version>& versions, Mistakes& mistakes, Expectation& out) {
  if (value.is_array()) {
    out.messages["*"] = read_message_list(value, place, mistakes);
    return;
  }
  if (!value.is_object()) {
    mistakes.add(place, "allowed: a list of strings, or an object of such lists by version");
    return;
  }
  std::vector<std::string> allowed{"*"};
  for (const Version& version : versions) allowed.push_back(version.name);
  // Where a version's name could not be read, every mention of it would be reported once more.
  const bool all_known = std::none_of(versions.begin(), versions.end(),
                                      [](const Version& v) { return v.name.empty(); });
  for (const auto& [version, list] : value.items()) {
    const std::string list_place = child_place(place, version);
    if (all_known && std::find(allowed.begin(), allowed.end(), version) == allowed.end()) {
      mistakes.add(list_place, "no such version" + suggestion(version, allowed));
    }
    out.messages[version] = read_message_list(list, list_place, mistakes);
  }
}

const Messages* messages_for(const Expectation& expectation, const std::string& version) {
  auto found = expectation.messages.find(version);
  if (found == expectation.messages.end()) found = expectation.messages.find("*");
  return found == expectation.messages.end() ? nullptr : &found->second;
}

}  // namespace

Expectation read_expectation(const Json& value, const std::string& place,
                             const std::vector<Version>& versions, Mistakes& mistakes) {
  Expectation expectation;
  JsonObject object(value, place, {"verdict", "messages"}, mistakes);
  read_verdict(object, expectation);
  if (const Json* messages = object.find("messages")) {
    read_messages(*messages, object.place_of("messages"), versions, mistakes, expectation);
  }
  return expectation;
}

Expectation common_expectation(const std::vector<const PacketSpec*>& members,
                               const std::vector<Version>& versions) {
  Expectation common;
  if (members.empty()) return common;
  const Expectation& first = members.front()->expect;
  if (std::all_of(members.begin(), members.end(),
                  [&](const PacketSpec* m) { return m->expect.verdict == first.verdict; })) {
    common.verdict = first.verdict;
  }
  for (const Version& version : versions) {
    const Messages* wanted = messages_for(first, version.name);
    const bool agree =
        wanted != nullptr && std::all_of(members.begin(), members.end(), [&](const PacketSpec* m) {
          const Messages* messages = messages_for(m->expect, version.name);
          return messages != nullptr && *messages == *wanted;
        });
    if (agree) common.messages[version.name] = *wanted;
  }
  return common;
}

}  // namespace bpfmark
