// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/operation/operation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "bpf/maps/operation.h"
#include "harness/kernel/object/elf_section.h"

namespace bpfmark {
namespace {

constexpr std::string_view kObjectEnding = ".bpf.o";

template <std::size_t Size>
std::string text_of(const char (&field)[Size]) {
  return std::string(field, ::strnlen(field, Size));
}

Operation operation_of(const ::operation& raw, const SharedImage& object) {
  const std::string file = object->path.filename();
  Operation out;
  out.object = object;
  out.type = file.substr(0, file.size() - kObjectEnding.size());
  out.program = text_of(raw.program);
  out.name = raw.name[0] != '\0' ? text_of(raw.name) : out.program;
  out.outcome = text_of(raw.outcome);
  out.before = text_of(raw.before);
  out.fill = text_of(raw.fill);
  out.needs = text_of(raw.needs);
  out.dimensions = raw.dimensions;
  out.traits = raw.traits;
  if (raw.entries != 0) out.entries = raw.entries;
  out.per_call = raw.per_call;
  out.own_loop = raw.own_loop != 0;
  return out;
}

}  // namespace

Result<std::vector<Operation>> read_operations(const std::filesystem::path& path) {
  BPFMARK_ASSIGN(object, read_image(path));
  const std::optional<std::string> section = elf_section(*object, ".operations");
  std::vector<Operation> operations;
  if (!section) return operations;
  if (section->size() % sizeof(::operation) != 0) {
    return bad_input(
        fmt::format("{} was not built with this bpfmark: build it anew", path.string()));
  }
  for (std::size_t at = 0; at < section->size(); at += sizeof(::operation)) {
    ::operation raw{};
    std::memcpy(&raw, section->data() + at, sizeof raw);
    operations.push_back(operation_of(raw, object));
  }
  return operations;
}

Result<std::vector<Operation>> read_all_operations(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> objects;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().string().ends_with(kObjectEnding)) objects.push_back(entry.path());
  }
  if (objects.empty()) {
    return bad_input(
        fmt::format("no map operations in {}: build or install bpfmark whole", folder.string()));
  }
  std::sort(objects.begin(), objects.end());
  std::vector<Operation> all;
  for (const std::filesystem::path& object : objects) {
    BPFMARK_ASSIGN(operations, read_operations(object));
    all.insert(all.end(), operations.begin(), operations.end());
  }
  return all;
}

}  // namespace bpfmark
