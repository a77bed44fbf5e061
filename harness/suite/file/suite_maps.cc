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

// At least one byte, two digits each, blanks between them; else what is wrong with it.
std::string bytes_of(const std::string& text, Bytes& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ') {
      ++i;
      continue;
    }
    const std::string pair = text.substr(i, 2);
    if (pair.size() != 2 || pair.find_first_not_of(kDigits) != std::string::npos) {
      return fmt::format(
          "{} is not hexadecimal, allowed: two digits a byte, such as \"0a 00 00 01\"",
          in_quotes(text));
    }
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(pair, nullptr, 16)));
    i += 2;
  }
  return bytes.empty() ? "holds no byte" : "";
}

// A key or a value of a map.
std::optional<Bytes> read_bytes(JsonObject& entry, const std::string& key) {
  const auto text = entry.require_text(key);
  if (!text) return std::nullopt;
  Bytes bytes;
  const std::string wrong = bytes_of(*text, bytes);
  if (!wrong.empty()) entry.wrong(key, wrong);
  return bytes.empty() ? std::nullopt : std::optional(std::move(bytes));
}

class EntriesReader {
 public:
  explicit EntriesReader(Mistakes& mistakes) : mistakes_(mistakes) {}

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

constexpr const char* kAllowedContents =
    "allowed: a list of entries of a map, or the bytes of a variable such as \"01 00 00 00\"";

// What is put into a map, or into a variable.
void read_contents(const Json& value, const std::string& place, Mistakes& mistakes,
                   MapState& state) {
  if (value.is_string()) {
    const std::string wrong = bytes_of(value.get<std::string>(), state.value);
    if (!wrong.empty()) mistakes.add(place, wrong);
    return;
  }
  if (!value.is_array()) return mistakes.add(place, kAllowedContents);
  const Json* list = check_list(&value, place, "entries", kMaxEntries, mistakes);
  if (list == nullptr) return;
  EntriesReader reader(mistakes);
  for (std::size_t i = 0; i < list->size(); ++i) {
    reader.take((*list)[i], element_place(place, i));
  }
  state.entries = reader.take_entries();
}

// What can be done before every packet: "clear", {"restore": [...]}
void read_each(const Json& value, const std::string& place, Mistakes& mistakes, MapState& state) {
  state.each_packet = true;
  if (value == "clear") {
    state.preparation = MapPreparation::clear;
    return;
  }
  const bool restores = value.is_object() && value.size() == 1 && value.contains("restore");
  if (!restores) return mistakes.add(place, "allowed: \"clear\", {\"restore\": [...]}");
  state.preparation = MapPreparation::restore;
  read_contents(value["restore"], child_place(place, "restore"), mistakes, state);
}

void read_contents_or_each(const Json& value, const std::string& place, Mistakes& mistakes,
                           MapState& state) {
  JsonObject object(value, place, {"restore", "initial", "each"}, mistakes);
  if (value.size() != 1) {
    return mistakes.add(place,
                        "allowed: one of {\"restore\": [...]}, {\"initial\": [...]}, "
                        "{\"each\": \"clear\"}");
  }
  const std::string key = value.items().begin().key();
  const Json& inner = value.items().begin().value();
  if (key == "each") return read_each(inner, object.place_of(key), mistakes, state);
  if (key != "restore" && key != "initial") return;  // reported
  state.preparation = key == "restore" ? MapPreparation::restore : MapPreparation::initial;
  read_contents(inner, object.place_of(key), mistakes, state);
}

void read_preparation(const Json& value, const std::string& place, Mistakes& mistakes,
                      MapState& state) {
  if (value.is_object()) return read_contents_or_each(value, place, mistakes, state);
  const auto text = read_text(value, place, mistakes);
  if (!text) return;
  const auto found = preparations().find(*text);
  if (found != preparations().end()) {
    state.preparation = found->second;
    return;
  }
  mistakes.add(place, in_quotes(*text) + " is no preparation" +
                          suggestion(*text, preparation_names()) +
                          ", {\"restore\": [...]}, {\"initial\": [...]}, {\"each\": \"clear\"}");
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
