// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/rewrite/hooked_load.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <deque>

#include "harness/base/unique_fd.h"
#include "harness/kernel/rewrite/code_information.h"
#include "harness/kernel/rewrite/section_handlers.h"

namespace bpfmark {
namespace {

bool has_program_map(const bpf_object* object) {
  const bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    if (bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY) return true;
  }
  return false;
}

bool is_hash(bpf_map_type type) {
  return type == BPF_MAP_TYPE_HASH || type == BPF_MAP_TYPE_PERCPU_HASH ||
         type == BPF_MAP_TYPE_LRU_HASH || type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

void fix_seed(bpf_map* map) {
  if (map == nullptr || !is_hash(bpf_map__type(map))) return;
  bpf_map__set_map_flags(map, bpf_map__map_flags(map) | BPF_F_ZERO_SEED);
}

// The kernel reserves it to CAP_SYS_ADMIN.
bool may_fix_seeds() {
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  options.map_flags = BPF_F_ZERO_SEED;
  const UniqueFd map(bpf_map_create(BPF_MAP_TYPE_HASH, "bpfmark_probe", 4, 4, 1, &options));
  return static_cast<bool>(map);
}

void fix_seeds(bpf_object* object) {
  static const bool kMay = may_fix_seeds();
  if (!kMay) return;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    fix_seed(map);
    fix_seed(bpf_map__inner_map(map));
  }
}

std::map<int, std::string> map_names(const bpf_object* object) {
  std::map<int, std::string> names;
  const bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    if (bpf_map__fd(map) >= 0) names[bpf_map__fd(map)] = bpf_map__name(map);
  }
  return names;
}

// One load, from the handlers' point of view.
class Load {
 public:
  explicit Load(const CodeChange& change) : change_(change) {}

  void set_object(const bpf_object* object) { object_ = object; }

  int before(bpf_program* program, bpf_prog_load_opts* options) {
    programs_.push_back(read_program_code(object_, program, *options, map_names(object_)));
    if (!change_) return 0;
    const auto changed = change_(programs_.back());
    if (!changed) return 0;
    moved_.emplace_back(*options, *changed);
    std::vector<Insn> insns = changed->insns;
    return bpf_program__set_insns(program, insns.data(), insns.size());
  }

  std::vector<ProgramCode> take_programs(const std::string& first) {
    std::stable_partition(programs_.begin(), programs_.end(),
                          [&](const ProgramCode& each) { return each.name == first; });
    return std::move(programs_);
  }

 private:
  const CodeChange& change_;
  const bpf_object* object_ = nullptr;
  std::vector<ProgramCode> programs_;
  std::deque<MovedInformation> moved_;  // read by the kernel when the load goes on
};

}  // namespace

Result<HookedObject> load_hooked(const ProgramImage& program, OtherPrograms others,
                                 const CodeChange& change) {
  BPFMARK_ASSIGN(first, Object::open(program, ProgramTypes::packet));
  Load load(change);
  const BeforeLoad before_load = [&](bpf_program* each, bpf_prog_load_opts* options) {
    return load.before(each, options);
  };
  BPFMARK_ASSIGN(handlers, SectionHandlers::install(first.get(), before_load));
  (void)handlers;
  BPFMARK_ASSIGN(object, Object::open(program, ProgramTypes::packet));
  load.set_object(object.get());
  if (others == OtherPrograms::of_program_maps && has_program_map(object.get())) {
    object.also_load_others();
  }
  fix_seeds(object.get());
  BPFMARK_ASSIGN(statistics, object.load_with_all_statistics(object.wants_frags()));
  auto programs = load.take_programs(object.program_name());
  return HookedObject{std::move(object), std::move(programs), std::move(statistics)};
}

}  // namespace bpfmark
