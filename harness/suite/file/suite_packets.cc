// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/packet/file/packet_file.h"
#include "harness/suite/file/suite_sections.h"
#include "harness/text/quote.h"

namespace bpfmark {
namespace {

using Json = nlohmann::json;

const std::vector<std::string>& source_keys() {
  static const std::vector<std::string> kKeys = {"builtin", "file", "hex", "mix"};
  return kKeys;
}

std::vector<std::string> packet_keys() {
  std::vector<std::string> keys{"name"};
  keys.insert(keys.end(), source_keys().begin(), source_keys().end());
  keys.insert(keys.end(), {"link", "cut", "maps", "expect"});
  keys.insert(keys.end(), frame_field_keys().begin(), frame_field_keys().end());
  return keys;
}

std::vector<std::string> present(const JsonObject& packet, const std::vector<std::string>& keys) {
  std::vector<std::string> found;
  for (const std::string& key : keys) {
    if (packet.has(key)) found.push_back(key);
  }
  return found;
}

class PacketsReader {
 public:
  PacketsReader(std::filesystem::path folder, const std::vector<Version>& versions,
                FrameBudget& budget, Mistakes& mistakes)
      : folder_(std::move(folder)), versions_(versions), budget_(budget), mistakes_(mistakes) {}

  void take(const Json& value, const std::string& place) {
    JsonObject object(value, place, packet_keys(), mistakes_);
    PacketSpec spec;
    if (const auto name = object.require_name("name")) take_name(object, *name, spec);
    if (const Json* maps = object.find("maps")) {
      spec.maps = read_maps(*maps, object.place_of("maps"), mistakes_);
    }
    if (object.is_object()) read_source(object, spec);
    if (const Json* expect = object.find("expect")) {
      Expectation own = read_expectation(*expect, object.place_of("expect"), versions_, mistakes_);
      if (own.verdict) spec.expect.verdict = own.verdict;
      if (!own.messages.empty()) spec.expect.messages = std::move(own.messages);
    }
    packets_.push_back(std::move(spec));
  }

  std::vector<PacketSpec> take_packets() { return std::move(packets_); }

 private:
  void take_name(JsonObject& object, const std::string& name, PacketSpec& spec) {
    spec.packet.name = name;
    if (!index_of_.emplace(name, packets_.size()).second) {
      object.wrong("name", in_quotes(name) + " is the name of an earlier packet too");
    }
  }

  void read_source(JsonObject& object, PacketSpec& spec) {
    const std::vector<std::string> sources = present(object, source_keys());
    const std::vector<std::string> fields = present(object, frame_field_keys());
    for (const char* key : {"link", "cut"}) {
      if (object.has(key) && !object.has("file")) {
        object.wrong(key, "says what to do with captured frames, allowed beside \"file\" alone");
      }
    }
    if (sources.empty() && fields.empty()) {
      mistakes_.add(
          object.place(),
          "has no frame, allowed: one of builtin, file, hex, mix, or fields such as size");
    } else if (sources.size() > 1) {
      mistakes_.add(object.place(), fmt::format("has \"{}\" and \"{}\", allowed: one of them",
                                                sources[0], sources[1]));
    } else if (sources.empty()) {
      read_fields(object, spec);
    } else if (!fields.empty()) {
      object.wrong(fields[0],
                   fmt::format("describes a frame, not allowed beside \"{}\"", sources[0]));
    } else {
      read_one_source(object, sources[0], spec);
    }
  }

  void read_fields(JsonObject& object, PacketSpec& spec) {
    const std::size_t before = mistakes_.count();
    const std::optional<FrameFields> fields = read_frame_fields(object);
    if (!fields) return;
    for (const FieldMistake& mistake : check_fields(*fields)) {
      object.wrong(mistake.field, mistake.text);
    }
    if (mistakes_.count() != before) return;
    auto frame = build_frame(*fields);
    if (!frame) return mistakes_.add(object.place(), frame.error().message);
    keep(object.place(), {std::move(*frame)}, spec);
  }

  void read_one_source(JsonObject& object, const std::string& key, PacketSpec& spec) {
    if (key == "mix") return read_mix(object, spec);
    const auto text = object.text(key);
    if (!text) return;
    if (key == "hex") return keep_result(object, key, parse_hex(*text), spec);
    const CaptureUse use = read_capture_use(object);
    auto packet = key == "builtin" ? builtin_packet(*text) : read_packet_file(folder_ / *text, use);
    keep_result(object, key, packet.map([](Packet& p) { return std::move(p.frames); }), spec);
  }

  static CaptureUse read_capture_use(JsonObject& object) {
    CaptureUse use;
    if (const auto link = object.text("link")) {
      use.adds_ethernet_header = *link == "ethernet";
      if (!use.adds_ethernet_header) object.wrong("link", "allowed: \"ethernet\"");
    }
    if (const auto cut = object.text("cut")) {
      use.pads_cut_frames = *cut == "pad";
      if (!use.pads_cut_frames) object.wrong("cut", "allowed: \"pad\"");
    }
    return use;
  }

  void keep_result(JsonObject& object, const std::string& key, Result<std::vector<Bytes>> frames,
                   PacketSpec& spec) {
    if (!frames) return object.wrong(key, frames.error().message);
    keep(object.place_of(key), std::move(*frames), spec);
  }

  void keep(const std::string& place, std::vector<Bytes> frames, PacketSpec& spec) {
    if (!budget_.take(place, budget_bytes(frames), mistakes_)) return;
    spec.packet.frames = std::move(frames);
  }

  void read_mix(JsonObject& object, PacketSpec& spec) {
    const std::string place = object.place_of("mix");
    const Json* list = check_list(object.find("mix"), place, "packet names", kMaxFrames, mistakes_);
    if (list == nullptr) return;
    const std::size_t before = mistakes_.count();
    std::vector<const PacketSpec*> members;
    for (std::size_t i = 0; i < list->size(); ++i) {
      const PacketSpec* member = find_member((*list)[i], element_place(place, i), spec);
      if (member != nullptr) members.push_back(member);
    }
    if (mistakes_.count() == before) join(place, members, spec);
  }

  const PacketSpec* find_member(const Json& value, const std::string& place,
                                const PacketSpec& mix) {
    const auto name = read_text(value, place, mistakes_);
    if (!name) return nullptr;
    const auto found = index_of_.find(*name);
    if (found != index_of_.end() && found->second < packets_.size()) {
      return &packets_[found->second];
    }
    reject_member(place, *name, mix);
    return nullptr;
  }

  void reject_member(const std::string& place, const std::string& name, const PacketSpec& mix) {
    std::vector<std::string> earlier;
    for (const PacketSpec& packet : packets_) {
      if (packet.packet.name != mix.packet.name) earlier.push_back(packet.packet.name);
    }
    mistakes_.add(place, in_quotes(name) + " is no earlier packet" + suggestion(name, earlier));
  }

  void join(const std::string& place, const std::vector<const PacketSpec*>& members,
            PacketSpec& spec) {
    std::size_t count = 0;
    std::size_t bytes = 0;
    for (const PacketSpec* member : members) {
      count += member->packet.frames.size();
      bytes += budget_bytes(member->packet.frames);
      if (count > kMaxFrames) {
        return mistakes_.add(place, fmt::format("more than {} frames together", kMaxFrames));
      }
    }
    if (!budget_.take(place, bytes, mistakes_)) return;
    for (const PacketSpec* member : members) {
      const std::vector<Bytes>& frames = member->packet.frames;
      spec.packet.frames.insert(spec.packet.frames.end(), frames.begin(), frames.end());
    }
    // What a packet does may depend on the state of its maps: expected in one, unknown in another.
    const bool same_maps =
        spec.maps.empty() && std::all_of(members.begin(), members.end(),
                                         [](const PacketSpec* m) { return m->maps.empty(); });
    if (same_maps) spec.expect = common_expectation(members, versions_);
  }

  std::filesystem::path folder_;
  const std::vector<Version>& versions_;
  FrameBudget& budget_;
  Mistakes& mistakes_;
  std::vector<PacketSpec> packets_;
  std::map<std::string, std::size_t> index_of_;
};

}  // namespace

std::vector<PacketSpec> read_packets(const Json& list, const std::string& place,
                                     const std::filesystem::path& folder,
                                     const std::vector<Version>& versions, FrameBudget& budget,
                                     Mistakes& mistakes) {
  PacketsReader reader(folder, versions, budget, mistakes);
  for (std::size_t i = 0; i < list.size(); ++i) reader.take(list[i], element_place(place, i));
  return reader.take_packets();
}

}  // namespace bpfmark
