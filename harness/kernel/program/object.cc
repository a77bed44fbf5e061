// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/program/object.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/base/sha256.h"
#include "harness/kernel/machine/environment.h"
#include "harness/kernel/machine/libbpf_log.h"
#include "harness/kernel/machine/privilege.h"
#include "harness/kernel/object/elf_section.h"
#include "harness/kernel/program/program_choice.h"
#include "harness/profile/counter_code.h"
#include "harness/profile/verifier_log.h"
#include "harness/text/hexadecimal.h"

namespace bpfmark {
namespace {

constexpr std::size_t kVerifierLogBytes = 16u << 20;

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

using OwnedObject = std::unique_ptr<bpf_object, void (*)(bpf_object*)>;

Result<OwnedObject> open_object(const ObjectImage& image) {
  start_libbpf_log();
  OwnedObject object(open_image(image), bpf_object__close);
  if (object) return object;
  // Of some damage libbpf says nothing.
  const std::string silent = "its symbols, sections and BTF do not fit together; compile it again";
  const std::string said = image.bytes.empty() ? "it is empty" : first_line(libbpf_log());
  return bad_input(fmt::format("{} is not a BPF object that can be read: {}", image.path.string(),
                               said.empty() ? silent : said));
}

// libbpf's own steps fail too, after the verifier has said yes to a program and left its
// statistics.
bool is_verifiers_word(const char* verifier_log) {
  return verifier_log[0] != '\0' &&
         libbpf_log().find("BPF program load failed") != std::string::npos;
}

// libbpf puts it where the verifier met the call of no function that stands for the relocation.
std::string failed_relocation(std::string_view verifier_log) {
  const std::size_t at = verifier_log.rfind("failed to resolve CO-RE relocation");
  if (at == std::string_view::npos) return "";
  return std::string(verifier_log.substr(at, verifier_log.find('\n', at) - at));
}

Failure load_error(int error, const std::string& program, const std::filesystem::path& path,
                   const char* verifier_log) {
  if (is_verifiers_word(verifier_log)) {
    const std::string named = fmt::format("program '{}' of {}", program, path.string());
    const std::string missing = failed_relocation(verifier_log);
    return cannot_measure(missing.empty()
                              ? "the verifier rejects " + named
                              : named + " asks for what this kernel does not have: " + missing,
                          error, telling_end(verifier_log));
  }
  // The verifier answers EACCES for memory errors: only an empty log means missing privilege.
  if ((error == EPERM || error == EACCES) && verifier_log[0] == '\0') {
    return cannot_measure(fmt::format("no permission to load program '{}' of {}: {}", program,
                                      path.string(), kGetPrivilege),
                          error, libbpf_log());
  }
  return cannot_measure(fmt::format("cannot load program '{}' of {}: {}", program, path.string(),
                                    std::strerror(error)),
                        error, libbpf_log());
}

// A map of programs that the object itself fills: libbpf needs them all in the kernel.
bool fills_program_map(bpf_object* object, const ObjectImage& image) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    if (bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY) {
      return elf_section(image, ".rel.maps").has_value();
    }
  }
  return false;
}

Result<ProgramInfo> info_of(const bpf_program* program) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) != 0) {
    return cannot_measure(fmt::format("no information on program '{}'", bpf_program__name(program)),
                          errno);
  }
  ProgramInfo out;
  out.name = bpf_program__name(program);
  out.type = type_name_of(program);
  out.tag = hexadecimal(info.tag);
  out.xlated_insns = info.xlated_prog_len / 8;  // sizeof(struct bpf_insn)
  if (info.jited_prog_len != 0) out.jited_bytes = info.jited_prog_len;
  if (info.verified_insns != 0) out.verified_insns = info.verified_insns;
  return out;
}

}  // namespace

void Object::Close::operator()(bpf_object* object) const {
  bpf_object__close(object);
}

Object::Object(bpf_object* object, bpf_program* program, std::filesystem::path path)
    : object_(object),
      program_(program),
      path_(std::move(path)),
      program_name_(bpf_program__name(program)) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    // Read now: loading a QUEUE or STACK makes libbpf forget the type.
    value_types_[bpf_map__name(map)] = bpf_map__btf_value_type_id(map);
    bpf_map__set_pin_path(map, nullptr);
  }
}

Object::Object(Object&&) noexcept = default;
Object& Object::operator=(Object&&) noexcept = default;
Object::~Object() = default;

Result<Object> Object::open(const std::filesystem::path& path, const std::string& program,
                            ProgramTypes types) {
  BPFMARK_ASSIGN(image, read_image(path));
  return open({image, program}, types);
}

Result<Object> Object::open(const ProgramImage& program, ProgramTypes types) {
  const ObjectImage& image = *program.object;
  BPFMARK_ASSIGN(object, open_object(image));
  set_known_types(object.get());
  BPFMARK_ASSIGN(picked, pick_program(object.get(), image.path, program.program, types));
  bpf_program* each = nullptr;
  bpf_object__for_each_program(each, object.get()) {
    bpf_program__set_autoload(each, each == picked);
  }
  const bool needs_others = fills_program_map(object.get(), image);
  Object opened(object.release(), picked, image.path);
  if (needs_others) opened.also_load_others();
  return opened;
}

// By the section: libbpf adds the flag of SEC("xdp.frags") only on its way into the kernel.
bool Object::wants_frags() const {
  constexpr std::string_view kSection = "xdp.frags";
  return std::string_view(bpf_program__section_name(program_)).substr(0, kSection.size()) ==
             kSection ||
         (bpf_program__flags(program_) & BPF_F_XDP_HAS_FRAGS) != 0;
}

Result<void> Object::set_first_constant(std::uint32_t value) {
  bpf_map* constants = bpf_object__find_map_by_name(object_.get(), ".rodata");
  std::size_t bytes = 0;
  const void* initial = constants ? bpf_map__initial_value(constants, &bytes) : nullptr;
  if (initial == nullptr || bytes < sizeof value) {
    return cannot_measure(
        fmt::format("{} is not the one that belongs to this bpfmark", path_.string()));
  }
  std::vector<char> values(static_cast<const char*>(initial),
                           static_cast<const char*>(initial) + bytes);
  std::memcpy(values.data(), &value, sizeof value);
  bpf_map__set_initial_value(constants, values.data(), values.size());
  return {};
}

Result<std::map<std::string, std::string>> Object::load_logged(bool frags, unsigned log_level) {
  std::vector<std::pair<bpf_program*, std::unique_ptr<char[]>>> logs;
  bpf_program* each = nullptr;
  bpf_object__for_each_program(each, object_.get()) {
    if (!bpf_program__autoload(each)) continue;
    // Of the others too: a tail call needs it on both sides, or on neither.
    if (frags) bpf_program__set_flags(each, bpf_program__flags(each) | BPF_F_XDP_HAS_FRAGS);
    // Not zeroed: most loads never touch it.
    logs.emplace_back(each, std::make_unique_for_overwrite<char[]>(kVerifierLogBytes));
    logs.back().second[0] = '\0';
    bpf_program__set_log_level(each, log_level);
    bpf_program__set_log_buf(each, logs.back().second.get(), kVerifierLogBytes);
  }
  start_libbpf_log();
  const int error = bpf_object__load(object_.get());
  std::map<std::string, std::string> texts;
  // The first failure ends the load: the last that has a log.
  std::string failed = program_name_;
  for (auto& [program, log] : logs) {
    bpf_program__set_log_buf(program, nullptr, 0);
    texts[bpf_program__name(program)] = log.get();
    if (log[0] != '\0') failed = bpf_program__name(program);
  }
  if (error != 0) return load_error(-error, failed, path_, texts[failed].c_str());
  return texts;
}

Result<void> Object::load(bool frags) {
  BPFMARK_TRY(load_logged(frags, 0));
  return {};
}

Result<std::map<std::string, std::string>> Object::load_with_all_statistics(bool frags) {
  constexpr unsigned kStatistics = 4;  // BPF_LOG_STATS of the kernel
  return load_logged(frags, kStatistics);
}

Result<std::string> Object::load_with_statistics(bool frags) {
  BPFMARK_ASSIGN(logs, load_with_all_statistics(frags));
  return std::move(logs[program_name_]);
}

void Object::also_load_others() {
  bpf_program* each = nullptr;
  bpf_object__for_each_program(each, object_.get()) {
    if (bpf_program__type(each) == bpf_program__type(program_)) {
      bpf_program__set_autoload(each, true);
    }
  }
}

int Object::program_fd() const {
  return bpf_program__fd(program_);
}

Result<ProgramInfo> Object::info() const {
  return info_of(program_);
}

Result<std::string> Object::signature() const {
  std::string text;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object_.get()) {
    if (bpf_program__fd(program) < 0) continue;
    BPFMARK_ASSIGN(known, info_of(program));
    text += known.tag + "\n";
  }
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object_.get()) {
    // An internal map's name begins with the object's, which differs between two versions' files.
    const bool internal = bpf_map__is_internal(map);
    text +=
        fmt::format("\n{} {} {} {} {} {}", internal ? "globals" : bpf_map__name(map),
                    static_cast<int>(bpf_map__type(map)), bpf_map__key_size(map),
                    bpf_map__value_size(map), bpf_map__max_entries(map), bpf_map__map_flags(map));
    std::size_t bytes = 0;
    const void* initial = internal ? bpf_map__initial_value(map, &bytes) : nullptr;
    if (initial != nullptr) text.append(static_cast<const char*>(initial), bytes);
  }
  return sha256_of(text);
}

bool Object::draws_random_numbers() const {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object_.get()) {
    if (bpf_program__fd(program) < 0) continue;
    const bpf_insn* insns = bpf_program__insns(program);
    const bool draws = std::any_of(insns, insns + bpf_program__insn_cnt(program), is_random);
    if (draws) return true;
  }
  return false;
}

std::vector<Map> Object::maps() const {
  std::vector<Map> maps;
  const btf* types = bpf_object__btf(object_.get());
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object_.get()) {
    if (bpf_map__fd(map) < 0) continue;
    Map out;
    out.name = bpf_map__name(map);
    out.fd = bpf_map__fd(map);
    out.type = bpf_map__type(map);
    const char* type = libbpf_bpf_map_type_str(bpf_map__type(map));
    out.type_name = type ? type : fmt::format("type {}", out.type);
    out.key_bytes = bpf_map__key_size(map);
    out.value_bytes = bpf_map__value_size(map);
    out.max_entries = bpf_map__max_entries(map);
    out.internal = bpf_map__is_internal(map);
    out.types = types;
    out.value_type = value_types_.at(out.name);
    out.key_type = bpf_map__btf_key_type_id(map);
    maps.push_back(std::move(out));
  }
  return maps;
}

Result<std::vector<std::string>> xdp_programs(const ObjectImage& image) {
  BPFMARK_ASSIGN(object, open_object(image));
  return program_names(object.get(), ProgramTypes::xdp);
}

}  // namespace bpfmark
