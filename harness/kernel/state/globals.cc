// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/state/globals.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace bpfmark {
namespace {

constexpr std::uint32_t kTheElement = 0;

Failure refused(const char* verb, const Map& map) {
  return cannot_measure(fmt::format("cannot {} the global variables in '{}': {}", verb, map.name,
                                    std::strerror(errno)),
                        errno);
}

Result<void> check_size(const Variable& variable, const Bytes& value) {
  if (value.size() == variable.bytes) return {};
  return bad_input(fmt::format("variable '{}' has {} bytes; the suite gives it {}", variable.name,
                               variable.bytes, value.size()));
}

}  // namespace

std::string section_of(const Map& map) {
  const std::size_t dot = map.name.find('.');
  return dot == std::string::npos ? map.name : map.name.substr(dot);
}

bool is_constant(const Map& map) {
  return map.internal && section_of(map).rfind(".rodata", 0) == 0;
}

std::vector<Variable> variables_of(const Map& map) {
  std::vector<Variable> variables;
  const int id = map.types == nullptr
                     ? -1
                     : btf__find_by_name_kind(map.types, section_of(map).c_str(), BTF_KIND_DATASEC);
  if (id < 0) return variables;
  const btf_type* section = btf__type_by_id(map.types, static_cast<std::uint32_t>(id));
  const btf_var_secinfo* each = btf_var_secinfos(section);
  for (int i = 0; i < btf_vlen(section); ++i, ++each) {
    const btf_type* variable = btf__type_by_id(map.types, each->type);
    if (each->offset + std::size_t{each->size} > map.value_bytes) continue;
    variables.push_back(
        {btf__name_by_offset(map.types, variable->name_off), each->offset, each->size});
  }
  return variables;
}

Variable whole_section(const Map& map) {
  return {section_of(map), 0, map.value_bytes};
}

Result<Globals> Globals::make(const Map& map) {
  Globals globals(map);
  BPFMARK_ASSIGN(start, globals.read());
  globals.start_ = std::move(start);
  return globals;
}

Result<Bytes> Globals::read() const {
  Bytes bytes(map_.value_bytes);
  if (bpf_map_lookup_elem(map_.fd, &kTheElement, bytes.data()) != 0) return refused("read", map_);
  return bytes;
}

Result<void> Globals::write(const Bytes& bytes) const {
  if (bpf_map_update_elem(map_.fd, &kTheElement, bytes.data(), BPF_ANY) != 0) {
    return refused("write", map_);
  }
  return {};
}

void Globals::keep(const Variable& variable) {
  std::erase_if(wanted_, [&](const Wanted& each) {
    return each.variable.offset >= variable.offset &&
           each.variable.offset < variable.offset + variable.bytes;
  });
}

Result<void> Globals::bring_back(const Variable& variable, const std::optional<Bytes>& value,
                                 bool each_packet) {
  if (value) BPFMARK_TRY(check_size(variable, *value));
  keep(variable);
  const auto at = start_.begin() + static_cast<std::ptrdiff_t>(variable.offset);
  wanted_.push_back({variable,
                     value ? *value : Bytes(at, at + static_cast<std::ptrdiff_t>(variable.bytes)),
                     each_packet});
  return {};
}

Result<void> Globals::bring_all_back(bool each_packet) {
  std::vector<Variable> variables = variables_of(map_);
  if (variables.empty()) variables.push_back(whole_section(map_));
  for (const Variable& variable : variables) {
    BPFMARK_TRY(bring_back(variable, std::nullopt, each_packet));
  }
  return {};
}

Result<void> Globals::set(const Variable& variable, const Bytes& value) {
  BPFMARK_TRY(check_size(variable, value));
  std::copy(value.begin(), value.end(),
            start_.begin() + static_cast<std::ptrdiff_t>(variable.offset));
  return write(start_);
}

bool Globals::has_each_packet() const {
  return std::any_of(wanted_.begin(), wanted_.end(),
                     [](const Wanted& each) { return each.each_packet; });
}

Result<void> Globals::restore(Which which) const {
  BPFMARK_ASSIGN(now, read());
  Bytes bytes = now;
  for (const Wanted& each : wanted_) {
    if (which == Which::each_packet && !each.each_packet) continue;
    std::copy(each.value.begin(), each.value.end(),
              bytes.begin() + static_cast<std::ptrdiff_t>(each.variable.offset));
  }
  return bytes == now ? Result<void>() : write(bytes);
}

std::vector<std::string> Globals::changed() const {
  const auto now = read();
  std::vector<std::string> names;
  if (!now) return names;
  for (const Variable& variable : variables_of(map_)) {
    const bool brought_back = std::any_of(wanted_.begin(), wanted_.end(), [&](const Wanted& each) {
      return each.variable.offset <= variable.offset &&
             variable.offset < each.variable.offset + each.variable.bytes;
    });
    const auto at = static_cast<std::ptrdiff_t>(variable.offset);
    const auto size = static_cast<std::ptrdiff_t>(variable.bytes);
    const bool same = std::equal(now->begin() + at, now->begin() + at + size, start_.begin() + at);
    if (!same && !brought_back) names.push_back(variable.name);
  }
  return names;
}

}  // namespace bpfmark
