// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

#include "harness/packet/address_number.h"
#include "harness/suite/file/suite_sections.h"
#include "harness/text/quote.h"

namespace bpfmark {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::uint64_t>::max();

struct NumberField {
  const char* name;
  std::uint64_t low;
  std::uint64_t high;
  void (*set)(FrameFields&, std::uint64_t);
};

constexpr NumberField kNumberFields[] = {
    {"source_port", 0, 65535,
     [](FrameFields& f, std::uint64_t n) { f.source_port = static_cast<std::uint16_t>(n); }},
    {"destination_port", 0, 65535,
     [](FrameFields& f, std::uint64_t n) { f.destination_port = static_cast<std::uint16_t>(n); }},
    {"ttl", 0, 255, [](FrameFields& f, std::uint64_t n) { f.ttl = static_cast<std::uint8_t>(n); }},
    {"vlan", 0, kMaxVlan,
     [](FrameFields& f, std::uint64_t n) { f.vlan = static_cast<std::uint16_t>(n); }},
    {"size", kMinBuiltBytes, kMaxFrameBytes,
     [](FrameFields& f, std::uint64_t n) { f.size_bytes = static_cast<std::size_t>(n); }},
};

struct AddressField {
  const char* name;
  std::string FrameFields::*text;
};

constexpr AddressField kAddressFields[] = {{"source", &FrameFields::source},
                                           {"destination", &FrameFields::destination}};

std::vector<std::string> sweepable() {
  std::vector<std::string> names;
  for (const AddressField& field : kAddressFields) names.emplace_back(field.name);
  for (const NumberField& field : kNumberFields) names.emplace_back(field.name);
  return names;
}

std::vector<std::string> sweep_keys() {
  std::vector<std::string> keys{"name", "sweep"};
  keys.insert(keys.end(), frame_field_keys().begin(), frame_field_keys().end());
  return keys;
}

// The values of a sweep, and how one of them becomes the field's.
struct Range {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::uint64_t step = 1;
  std::function<void(FrameFields&, std::uint64_t)> set;

  std::uint64_t last_index() const { return (to - from) / step; }
  std::uint64_t value(std::uint64_t index) const { return from + index * step; }
};

std::optional<Range> read_numbers(JsonObject& sweep, const NumberField& field) {
  sweep.require("from");
  sweep.require("to");
  const auto from = sweep.number("from", field.low, field.high);
  const auto to = sweep.number("to", from.value_or(field.low), field.high);
  if (!from || !to) return std::nullopt;
  return Range{*from, *to, 1, field.set};
}

std::optional<AddressNumber> read_address(JsonObject& sweep, const std::string& key,
                                          NetworkProtocol network) {
  const auto text = sweep.require_text(key);
  if (!text) return std::nullopt;
  auto address = address_number(*text, network);
  if (!address) {
    const bool six = network == NetworkProtocol::ipv6;
    sweep.wrong(key,
                fmt::format("{} is not an {} address, allowed: one such as {}", in_quotes(*text),
                            six ? "IPv6" : "IPv4", six ? "fd00::1" : "10.0.0.1"));
  }
  return address;
}

std::optional<Range> read_addresses(JsonObject& sweep, const AddressField& field,
                                    NetworkProtocol network) {
  const auto from = read_address(sweep, "from", network);
  const auto to = read_address(sweep, "to", network);
  if (!from || !to) return std::nullopt;
  const bool same_prefix = from->prefix == to->prefix;
  if (!same_prefix || to->number < from->number) {
    AddressNumber highest = *from;
    highest.number = highest_number(highest);
    sweep.wrong("to", fmt::format("{} {} {}, allowed: {}..{}", address_text(*to),
                                  same_prefix ? "is below" : "has not the upper 64 bits of",
                                  address_text(*from), address_text(*from), address_text(highest)));
    return std::nullopt;
  }
  const auto set = [address = *from, text = field.text](FrameFields& fields, std::uint64_t n) {
    AddressNumber swept = address;
    swept.number = n;
    fields.*text = address_text(swept);
  };
  return Range{from->number, to->number, 1, set};
}

std::optional<Range> read_bounds(JsonObject& sweep, const std::string& field,
                                 NetworkProtocol network) {
  for (const AddressField& address : kAddressFields) {
    if (field == address.name) return read_addresses(sweep, address, network);
  }
  for (const NumberField& number : kNumberFields) {
    if (field == number.name) return read_numbers(sweep, number);
  }
  return std::nullopt;
}

class SweepReader {
 public:
  SweepReader(const Json& value, const std::string& place, FrameBudget& budget, Mistakes& mistakes)
      : object_(value, place, sweep_keys(), mistakes), budget_(budget), mistakes_(mistakes) {}

  Packet read(std::set<std::string>& taken) {
    Packet packet;
    if (const auto name = object_.require_name("name")) {
      packet.name = *name;
      if (!taken.insert(*name).second) {
        object_.wrong("name",
                      in_quotes(*name) + " is the name of a packet or an earlier sweep too");
      }
    }
    if (object_.is_object()) packet.frames = read_frames();
    return packet;
  }

 private:
  std::vector<Bytes> read_frames() {
    const std::size_t before = mistakes_.count();
    const std::optional<FrameFields> fields = read_frame_fields(object_);
    const Json* value = object_.require("sweep");
    if (value == nullptr) return {};
    JsonObject sweep(*value, object_.place_of("sweep"), {"field", "from", "to", "step"}, mistakes_);
    const std::optional<std::string> field = read_field(sweep);
    if (!fields || !field || !has_effect(sweep, *field, *fields)) return {};
    const std::optional<Range> range = read_range(sweep, *field, fields->network);
    if (!range) return {};
    check_first(sweep, *field, *fields, *range);
    return mistakes_.count() == before ? build(*field, *fields, *range) : std::vector<Bytes>{};
  }

  std::optional<std::string> read_field(JsonObject& sweep) {
    auto field = sweep.require_text("field");
    if (!field) return std::nullopt;
    const std::vector<std::string> allowed = sweepable();
    if (std::find(allowed.begin(), allowed.end(), *field) == allowed.end()) {
      sweep.wrong("field", in_quotes(*field) + " cannot be swept" + suggestion(*field, allowed));
      return std::nullopt;
    }
    if (object_.has(*field)) {
      object_.wrong(*field, "has no effect here, the sweep sets it: allowed only in \"sweep\"");
    }
    return field;
  }

  bool has_effect(JsonObject& sweep, const std::string& field, const FrameFields& fields) {
    const std::string_view needs = effect_needs(field, fields);
    if (needs.empty()) return true;
    sweep.wrong("field", fmt::format("{} has no effect here, allowed only with {}",
                                     in_quotes(field), needs));
    return false;
  }

  std::optional<Range> read_range(JsonObject& sweep, const std::string& field,
                                  NetworkProtocol network) {
    std::optional<Range> range = read_bounds(sweep, field, network);
    // A step past the end would leave `to` without effect.
    const std::uint64_t max =
        range ? std::max<std::uint64_t>(1, range->to - range->from) : kMaxNumber;
    const auto step = sweep.number("step", 1, max);
    if (!range || (sweep.has("step") && !step)) return std::nullopt;
    range->step = step.value_or(1);
    if (range->last_index() < kMaxFrames) return range;
    mistakes_.add(sweep.place(),
                  fmt::format("more than {} frames, allowed: a smaller range, or a step of at "
                              "least {}",
                              kMaxFrames, (range->to - range->from) / kMaxFrames + 1));
    return std::nullopt;
  }

  // What is right for the first frame is right for all: its size is the smallest, and no other
  // value in its range keeps a frame from being built.
  void check_first(JsonObject& sweep, const std::string& field, FrameFields fields,
                   const Range& range) {
    range.set(fields, range.from);
    for (const FieldMistake& mistake : check_fields(fields)) {
      if (mistake.field == field) {
        sweep.wrong("from", mistake.text);
      } else {
        object_.wrong(mistake.field, mistake.text);
      }
    }
  }

  std::vector<Bytes> build(const std::string& field, FrameFields fields, const Range& range) {
    if (!budget_.take(object_.place_of("sweep"), bytes_of(fields, range), mistakes_)) return {};
    std::vector<Bytes> frames;
    frames.reserve(range.last_index() + 1);
    for (std::uint64_t i = 0; i <= range.last_index(); ++i) {
      range.set(fields, range.value(i));
      auto frame = build_frame(fields);
      if (!frame) {
        mistakes_.add(object_.place(), frame.error().message);
        return {};
      }
      frames.push_back(std::move(*frame));
    }
    check_difference(field, fields, frames);
    return frames;
  }

  // Before they are built: what would not fit takes its time too.
  static std::size_t bytes_of(FrameFields fields, const Range& range) {
    std::size_t sum = 0;
    for (std::uint64_t i = 0; i <= range.last_index(); ++i) {
      range.set(fields, range.value(i));
      sum += budget_bytes(fields.truncate_bytes.value_or(fields.size_bytes));
    }
    return sum;
  }

  // `truncate` may cut off all that the field changes.
  void check_difference(const std::string& field, const FrameFields& fields,
                        const std::vector<Bytes>& frames) {
    if (!fields.truncate_bytes || frames.size() < 2) return;
    const bool same = std::all_of(frames.begin(), frames.end(),
                                  [&frames](const Bytes& f) { return f == frames.front(); });
    if (!same) return;
    object_.wrong("truncate", fmt::format("{} leaves all {} frames the same, allowed: so much of "
                                          "the frame that {} shows, or no truncate",
                                          *fields.truncate_bytes, frames.size(), in_quotes(field)));
  }

  JsonObject object_;
  FrameBudget& budget_;
  Mistakes& mistakes_;
};

}  // namespace

std::vector<Packet> read_sweeps(const Json& list, const std::string& place,
                                const std::vector<PacketSpec>& packets, FrameBudget& budget,
                                Mistakes& mistakes) {
  std::set<std::string> taken;
  for (const PacketSpec& spec : packets) taken.insert(spec.packet.name);
  std::vector<Packet> sweeps;
  for (std::size_t i = 0; i < list.size(); ++i) {
    sweeps.push_back(SweepReader(list[i], element_place(place, i), budget, mistakes).read(taken));
  }
  return sweeps;
}

}  // namespace bpfmark
