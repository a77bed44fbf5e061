// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A BPF object file with one program chosen from it, before and after it is in the kernel. Built-in
// and users' objects go the same way. Nothing is pinned: an object's LIBBPF_PIN_BY_NAME maps are
// made afresh, so that no state leaks from one load into the next. Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/object/object_image.h"
#include "harness/kernel/program/map.h"
#include "harness/profile/program_info.h"

struct bpf_object;
struct bpf_program;

namespace bpfmark {

// What is timed are XDP programs; tc programs can be counted as well.
enum class ProgramTypes {
  xdp,
  packet,  // xdp, tc
};

class Object {
 public:
  // Opens the image and picks its program, or its only one of these types where none is named.
  // Needs no privilege. What comes from outside must have passed try_program(). Bad input:
  // truncated, not BPF, no such program (the message lists those that exist), of another type.
  static Result<Object> open(const ProgramImage& program, ProgramTypes types = ProgramTypes::xdp);

  // The same of a file that is opened only once. Bad input: as read_image(), too.
  static Result<Object> open(const std::filesystem::path& path, const std::string& program,
                             ProgramTypes types = ProgramTypes::xdp);

  Object(Object&&) noexcept;
  Object& operator=(Object&&) noexcept;
  ~Object();

  const std::string& program_name() const { return program_name_; }
  bool wants_frags() const;  // SEC("xdp.frags")

  // Puts the program and its maps into the kernel. `frags` sets BPF_F_XDP_HAS_FRAGS, which all arms
  // behind one driver must share. Cannot measure: no privilege; the verifier's refusal, with the
  // telling end of its log as detail.
  Result<void> load(bool frags);

  // As load(), with the verifier's statistics on: `processed` lines and stack depths.
  Result<std::string> load_with_statistics(bool frags);

  // The same of every program that is loaded, by its name.
  Result<std::map<std::string, std::string>> load_with_all_statistics(bool frags);

  // Before load(): the object's other programs of the same type as well.
  void also_load_others();

  // After load():
  int program_fd() const;
  Result<ProgramInfo> info() const;
  // SHA-256 over what makes two loads the same program by construction: its tag (instructions
  // after CO-RE, subprograms included), its maps' definitions and the values its globals begin
  // with.
  Result<std::string> signature() const;
  bool draws_random_numbers() const;  // one of its programs in the kernel, or may
  std::vector<Map> maps() const;      // borrowed: valid while this Object lives

  // Before load(): gives the object's first constant (`const volatile __u32`, at the start of
  // .rodata) its value. Cannot measure: it has none.
  Result<void> set_first_constant(std::uint32_t value);

  // Before load(), for the sizes of bpfmark's own objects' maps:
  bpf_object* get() const { return object_.get(); }

 private:
  struct Close {
    void operator()(bpf_object* object) const;
  };
  Object(bpf_object* object, bpf_program* program, std::filesystem::path path);
  Result<std::map<std::string, std::string>> load_logged(bool frags, unsigned log_level);

  std::unique_ptr<bpf_object, Close> object_;
  bpf_program* program_;
  std::filesystem::path path_;
  std::string program_name_;
  std::map<std::string, std::uint32_t> value_types_;  // BTF ids by map, 0: unknown
};

// The names of the XDP programs in an object, in its order. Bad input: as Object::open().
Result<std::vector<std::string>> xdp_programs(const ObjectImage& image);

}  // namespace bpfmark
