// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <array>
#include <map>
#include <set>
#include <string_view>

#include "harness/suite/file/suite_sections.h"
#include "harness/text/quote.h"

namespace bpfmark {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxEntries = 1U << 20U;

const std::map<std::string, MapPreparation>& preparations() {
  static const std::map<std::string, MapPreparation> kByName = {{"keep", MapPreparation::keep},
                                                                {"drain", MapPreparation::drain},
                                                                {"fill", MapPreparation::fill},
                                                                {"clear", MapPreparation::clear}};
  return kByName;
}

std::vector<std::string> preparation_names() {
  return {"keep", "drain", "fill", "clear"};
}

// A key or a value of a map: at least one byte, two digits each, blanks between them.
std::optional<Bytes> read_bytes(JsonObject& entry, const std::string& key) {
  const auto text = entry.require_text(key);
  if (!text) return std::nullopt;
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  Bytes bytes;
  for (std::size_t i = 0; i < text->size();) {
    if ((*text)[i] == ' ') {
      ++i;
      continue;
    }
    const std::string pair = text->substr(i, 2);
    if (pair.size() != 2 || pair.find_first_not_of(kDigits) != std::string::npos) {
      entry.wrong(key, fmt::format("{} is not hexadecimal, allowed: two digits a byte, such as "
                                   "\"0a 00 00 01\"",
                                   in_quotes(*text)));
      return std::nullopt;
    }
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(pair, nullptr, 16)));
    i += 2;
  }
  if (bytes.empty()) entry.wrong(key, "holds no byte");
  return bytes;
}

class RestoreReader {
 public:
  explicit RestoreReader(Mistakes& mistakes) : mistakes_(mistakes) {}

  void take(const Json& value, const std::string& place) {
    JsonObject object(value, place, {"key", "value"}, mistakes_);
    auto key = read_bytes(object, "key");
    auto bytes = read_bytes(object, "value");
    if (!key || !bytes) return;
    check_size(object, "key", key->size(), key_bytes_);
    check_size(object, "value", bytes->size(), value_bytes_);
    if (!keys_.insert(*key).second) object.wrong("key", "stands in an earlier entry too");
    entries_.push_back({std::move(*key), std::move(*bytes)});
  }

  std::vector<MapEntry> take_entries() { return std::move(entries_); }

 private:
  // All entries of a map have the same sizes; which ones is known to the kernel alone.
  static void check_size(JsonObject& object, const std::string& key, std::size_t size,
                         std::size_t& first) {
    if (first == 0) first = size;
    if (size == first) return;
    object.wrong(key, fmt::format("{} bytes, but {} in the first entry", size, first));
  }

  Mistakes& mistakes_;
  std::size_t key_bytes_ = 0;
  std::size_t value_bytes_ = 0;
  std::set<Bytes> keys_;
  std::vector<MapEntry> entries_;
};

void read_restore(const Json& value, const std::string& place, Mistakes& mistakes,
                  MapState& state) {
  JsonObject object(value, place, {"restore"}, mistakes);
  const std::string list_place = object.place_of("restore");
  const Json* list =
      check_list(object.require("restore"), list_place, "entries", kMaxEntries, mistakes);
  if (list == nullptr) return;
  RestoreReader reader(mistakes);
  for (std::size_t i = 0; i < list->size(); ++i) {
    reader.take((*list)[i], element_place(list_place, i));
  }
  state.preparation = MapPreparation::restore;
  state.entries = reader.take_entries();
}

void read_preparation(const Json& value, const std::string& place, Mistakes& mistakes,
                      MapState& state) {
  if (value.is_object()) return read_restore(value, place, mistakes, state);
  const auto text = read_text(value, place, mistakes);
  if (!text) return;
  const auto found = preparations().find(*text);
  if (found != preparations().end()) {
    state.preparation = found->second;
    return;
  }
  mistakes.add(place, in_quotes(*text) + " is no preparation" +
                          suggestion(*text, preparation_names()) + ", {\"restore\": [...]}");
}

}  // namespace

std::vector<MapState> read_maps(const Json& value, const std::string& place, Mistakes& mistakes) {
  std::vector<MapState> states;
  if (!value.is_object()) {
    mistakes.add(place, "allowed: an object such as {\"messages\": \"drain\"}");
    return states;
  }
  for (const auto& [name, preparation] : value.items()) {
    if (name.empty() || name.find('\0') != std::string::npos) {
      mistakes.add(child_place(place, name), "is no map's name");
    }
    MapState state{name, MapPreparation::keep, {}};
    read_preparation(preparation, child_place(place, name), mistakes, state);
    states.push_back(std::move(state));
  }
  return states;
}

}  // namespace bpfmark
