// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/rewrite/section_handlers.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace bpfmark {
namespace {

int call_before_load(bpf_program* program, bpf_prog_load_opts* options, long cookie) {
  // What libbpf's own handler would have done for these types.
  const std::string_view section = bpf_program__section_name(program);
  if (section.starts_with("xdp.frags")) options->prog_flags |= BPF_F_XDP_HAS_FRAGS;
  return (*reinterpret_cast<const BeforeLoad*>(cookie))(program, options);
}

int register_handler(const char* section, bpf_prog_type type, bpf_attach_type attach,
                     const BeforeLoad* before_load) {
  libbpf_prog_handler_opts options{};
  options.sz = sizeof options;
  options.cookie = reinterpret_cast<long>(before_load);
  options.prog_prepare_load_fn = before_load != nullptr ? call_before_load : nullptr;
  return libbpf_register_prog_handler(section, type, attach, &options);
}

// libbpf 1.1 frees its table with the last handler in it, and uses it again: one always stays.
void keep_one_handler() {
  static const int kId = register_handler("bpfmark/unused", BPF_PROG_TYPE_XDP, BPF_XDP, nullptr);
  (void)kId;
}

}  // namespace

Result<SectionHandlers> SectionHandlers::install(bpf_object* opened,
                                                 const BeforeLoad& before_load) {
  keep_one_handler();
  SectionHandlers handlers;
  std::set<std::string> sections;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, opened) {
    const char* section = bpf_program__section_name(program);
    if (!sections.insert(section).second) continue;
    const int id = register_handler(section, bpf_program__type(program),
                                    bpf_program__expected_attach_type(program), &before_load);
    if (id < 0) {
      return cannot_measure(
          fmt::format("libbpf does not let its handler of section '{}' be replaced", section), -id);
    }
    handlers.ids_.push_back(id);
  }
  return handlers;
}

SectionHandlers::SectionHandlers(SectionHandlers&& other) noexcept
    : ids_(std::exchange(other.ids_, {})) {}

SectionHandlers::~SectionHandlers() {
  for (const int id : ids_) libbpf_unregister_prog_handler(id);
}

}  // namespace bpfmark
