// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/count/observed_load.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "harness/kernel/count/counter_map.h"
#include "harness/kernel/map/map_contents.h"
#include "harness/kernel/map/map_entries.h"
#include "harness/kernel/message/message_type.h"
#include "harness/kernel/program/test_run.h"
#include "harness/kernel/rewrite/hooked_load.h"
#include "harness/kernel/state/globals.h"
#include "harness/kernel/state/map_states.h"
#include "harness/kernel/state/value_layout_of.h"
#include "harness/profile/counter_code.h"

namespace bpfmark {
namespace {

bool is_changing_section(const Map& map) {
  const std::string name = section_of(map);
  return map.internal && (name.starts_with(".data") || name.starts_with(".bss"));
}

// Static ones may share a name: "count", "count#2".
std::string own_name(const std::string& name, const Seen& seen) {
  std::string own = name;
  for (int number = 2; seen.variables.contains(own); ++number) {
    own = fmt::format("{}#{}", name, number);
  }
  return own;
}

void read_variables(const Map& section, const Bytes& values, Seen& seen) {
  const std::vector<Variable> variables = variables_of(section);
  if (variables.empty()) {
    seen.unseen.push_back(
        fmt::format("the variables of {}, for the object has no BTF", section_of(section)));
  }
  for (const Variable& variable : variables) {
    const std::string name = own_name(variable.name, seen);
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(variable.offset);
    seen.variables[name] = {begin, begin + static_cast<std::ptrdiff_t>(variable.bytes)};
    seen.variable_layouts[name] = value_layout_of(section, variable);
  }
}

Result<void> read_section(const Map& section, Seen& seen) {
  BPFMARK_ASSIGN(contents, read_contents(section));
  if (!contents) return {};
  // Zero elements of arrays are left out.
  const Bytes values =
      contents->empty() ? Bytes(section.value_bytes, 0) : contents->begin()->second;
  read_variables(section, values, seen);
  return {};
}

ValueLayout layout_of_values(const Map& map) {
  ValueLayout layout = value_layout_of(map.types, map.value_type);
  const std::size_t bytes = value_syscall_bytes(map);
  if (bytes == map.value_bytes) return layout;
  const std::size_t stride = value_stride_bytes(map);
  return layout_by_cpu(layout, stride, bytes / stride);
}

// What programs leave in maps that cannot be read by key; nothing of those they cannot write.
void note_unread(const Map& map, Seen& seen) {
  switch (map.type) {
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
      seen.unseen.push_back(fmt::format("messages in `{}`, a {}", map.name, map.type_name));
      return;
    case BPF_MAP_TYPE_ARRAY_OF_MAPS:
    case BPF_MAP_TYPE_HASH_OF_MAPS:
      seen.unseen.push_back(fmt::format("the maps in `{}`", map.name));
      return;
    case BPF_MAP_TYPE_BLOOM_FILTER:
      seen.unseen.push_back(fmt::format("map `{}`, a {}", map.name, map.type_name));
      return;
    default:
      if (map.is_array() || map.is_keyed_by_content()) {
        seen.unseen.push_back(fmt::format("map `{}`, which is too large", map.name));
      }
  }
}

Result<void> read_map(const Map& map, Seen& seen) {
  if (map.internal) return is_changing_section(map) ? read_section(map, seen) : Result<void>();
  if (map.holds_messages()) return {};
  BPFMARK_ASSIGN(contents, read_contents(map));
  if (!contents) {
    note_unread(map, seen);
    return {};
  }
  const std::size_t absent_bytes = map.is_array() ? value_syscall_bytes(map) : 0;
  seen.maps[map.name] = {std::move(*contents), Bytes(absent_bytes, 0),
                         value_layout_of(map.types, map.key_type), layout_of_values(map)};
  return {};
}

ValueLayout layout_of_messages(Map map) {
  if (!set_message_type(map, "")) return {};
  return value_layout_of(map.types, map.value_type);
}

Result<SeenCall> call_once(const HookedObject& loaded, MapStates& states, const Bytes& frame) {
  BPFMARK_TRY(states.prepare());
  BPFMARK_ASSIGN(outcome, test_run(loaded.object.program_fd(), frame, 1));
  BPFMARK_ASSIGN(messages, states.take_raw_messages());
  return SeenCall{outcome.verdict, std::move(outcome.output), std::move(messages)};
}

Result<HookedObject> load(const ProgramImage& program, const CodeChange& change) {
  // Another program of the object may be what the kernel refuses: then without the others.
  auto all = load_hooked(program, OtherPrograms::of_program_maps, change);
  if (all) return all;
  return load_hooked(program, OtherPrograms::none, change);
}

CodeChange change_for(Chance chance, int map_fd) {
  if (chance == Chance::real) return nullptr;
  return [map_fd](const ProgramCode& code) -> std::optional<RewrittenCode> {
    const auto edits = virtual_edits(code.code, map_fd, 0);
    if (edits.empty()) return std::nullopt;
    return rewrite(code.code.insns, edits);
  };
}

}  // namespace

Result<Seen> observe_load(const ProgramImage& program, const ProfiledPacket& packet, Chance chance,
                          const SharedImage& queue) {
  BPFMARK_ASSIGN(cells, CounterMap::make(0));
  BPFMARK_ASSIGN(loaded, load(program, change_for(chance, cells.fd())));
  const std::vector<Map> maps = loaded.object.maps();
  BPFMARK_ASSIGN(states, MapStates::make(maps, states_of(maps, packet.maps), queue));
  Seen seen;
  const std::vector<Bytes>& frames = packet.packet.frames;
  const std::size_t calls = seen_passes(frames.size()) * frames.size();
  for (std::size_t call = 0; call < calls; ++call) {
    cells.set_clock_and_random(clock_of_call(call), random_seed_of_call(call));
    BPFMARK_ASSIGN(one, call_once(loaded, states, frames[call % frames.size()]));
    seen.calls.push_back(std::move(one));
  }
  for (const Map& map : maps) {
    BPFMARK_TRY(read_map(map, seen));
    if (map.holds_messages()) seen.message_layouts[map.name] = layout_of_messages(map);
  }
  return seen;
}

}  // namespace bpfmark
