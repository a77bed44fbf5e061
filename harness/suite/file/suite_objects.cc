// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

#include "harness/json/json_object.h"
#include "harness/packet/file/packet_file.h"
#include "harness/suite/file/suite_file.h"

namespace bpfmark {
namespace {

constexpr std::string_view kObjectEnd = ".bpf.o";
constexpr std::size_t kMaxPartBytes = 60;  // leaves room for the number behind it

bool is_program_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.';
  });
}

// A name for a file: what a case's name does not allow becomes '_'.
std::string as_name(std::string text) {
  text.resize(std::min(text.size(), kMaxPartBytes));
  for (char& c : text) {
    if (!is_name({&c, 1})) c = '_';
  }
  return text.empty() ? "_" : text;
}

std::string stem_of(const std::filesystem::path& object) {
  const std::string file = object.filename().string();
  const bool usual = file.size() > kObjectEnd.size() &&
                     std::string_view(file).substr(file.size() - kObjectEnd.size()) == kObjectEnd;
  return usual ? file.substr(0, file.size() - kObjectEnd.size()) : object.stem().string();
}

std::string folder_of(const std::filesystem::path& object) {
  std::error_code ignored;
  const auto absolute = std::filesystem::absolute(object, ignored).lexically_normal();
  return absolute.parent_path().filename().string();
}

std::string with_program(const std::string& name, const ProgramRef& ref) {
  return ref.program.empty() ? name : name + '-' + ref.program;
}

using Naming = std::string (*)(const ProgramRef&);

// From short to long: the first that tells all objects apart names them all.
constexpr Naming kNamings[] = {
    [](const ProgramRef& ref) { return ref.program.empty() ? stem_of(ref.object) : ref.program; },
    [](const ProgramRef& ref) { return stem_of(ref.object); },
    [](const ProgramRef& ref) { return with_program(stem_of(ref.object), ref); },
    [](const ProgramRef& ref) { return folder_of(ref.object) + '-' + stem_of(ref.object); },
    [](const ProgramRef& ref) {
      return with_program(folder_of(ref.object) + '-' + stem_of(ref.object), ref);
    },
};

std::vector<std::string> named(const std::vector<ProgramRef>& objects, Naming naming) {
  std::vector<std::string> names;
  for (const ProgramRef& ref : objects) names.push_back(as_name(naming(ref)));
  return names;
}

bool all_differ(const std::vector<std::string>& names) {
  return std::set<std::string>(names.begin(), names.end()).size() == names.size();
}

// "a", "a" -> "a", "a-2"; a number that is taken is passed over.
void number_repeats(std::vector<std::string>& names) {
  std::set<std::string> taken(names.begin(), names.end());
  std::set<std::string> seen;
  for (std::string& name : names) {
    if (seen.insert(name).second) continue;
    std::size_t number = 2;
    while (taken.count(name + '-' + std::to_string(number)) != 0) ++number;
    name += '-' + std::to_string(number);
    taken.insert(name);
    seen.insert(name);
  }
}

std::vector<std::string> version_names(const std::vector<ProgramRef>& objects) {
  for (const Naming naming : kNamings) {
    if (auto names = named(objects, naming); all_differ(names)) return names;
  }
  std::vector<std::string> names = named(objects, kNamings[0]);
  number_repeats(names);
  return names;
}

Result<std::vector<PacketSpec>> load_packets(std::vector<std::string> texts,
                                             const CaptureUse& use) {
  if (texts.empty()) texts.emplace_back("udp64");
  std::vector<PacketSpec> packets;
  std::vector<std::string> names;
  for (const std::string& text : texts) {
    BPFMARK_ASSIGN(packet, load_packet(text, use));
    names.push_back(as_name(packet.name));
    packets.push_back(PacketSpec{std::move(packet), {}, {}});
  }
  number_repeats(names);
  for (std::size_t i = 0; i < packets.size(); ++i) packets[i].packet.name = names[i];
  return packets;
}

}  // namespace

Result<Suite> suite_of_objects(const std::vector<ProgramRef>& objects,
                               const std::vector<std::string>& packets, const CaptureUse& use) {
  if (objects.empty()) return bad_input("no object is named, at least one is needed");
  Suite suite;
  suite.name = "adhoc";
  const std::vector<std::string> names = version_names(objects);
  for (std::size_t i = 0; i < objects.size(); ++i) suite.versions.push_back({names[i], objects[i]});
  BPFMARK_ASSIGN(specs, load_packets(packets, use));
  suite.packets = std::move(specs);
  return suite;
}

ProgramRef parse_program_ref(const std::string& text) {
  std::error_code ignored;
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || std::filesystem::exists(text, ignored)) {
    return {text, ""};
  }
  const std::string program = text.substr(colon + 1);
  if (!is_program_name(program)) return {text, ""};
  return {text.substr(0, colon), program};
}

}  // namespace bpfmark
