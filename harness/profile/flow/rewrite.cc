// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/flow/rewrite.h"

#include <limits>
#include <set>

namespace bpfmark {
namespace {

constexpr std::size_t kLongConditionalSlots = 3;

Insn go_to(std::int16_t offset) {
  return Insn{.code = BPF_JMP | BPF_JA, .dst_reg = 0, .src_reg = 0, .off = offset, .imm = 0};
}

Insn go_to_long(std::int32_t offset) {
  return Insn{.code = BPF_JMP32 | BPF_JA, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = offset};
}

bool fits_16_bits(std::int64_t offset) {
  return offset >= std::numeric_limits<std::int16_t>::min() &&
         offset <= std::numeric_limits<std::int16_t>::max();
}

class Rewriter {
 public:
  Rewriter(const std::vector<Insn>& insns, const std::map<std::size_t, Edit>& edits)
      : insns_(insns), edits_(edits) {}

  RewrittenCode run() {
    do {
      lay_out();
    } while (lengthen_branches());
    for (std::size_t slot = 0; slot < insns_.size(); slot += width(slot)) emit(slot);
    return {std::move(out_), std::move(new_slot_)};
  }

 private:
  std::size_t width(std::size_t slot) const { return is_wide(insns_[slot]) ? 2 : 1; }

  const Edit* edit_at(std::size_t slot) const {
    const auto found = edits_.find(slot);
    return found == edits_.end() ? nullptr : &found->second;
  }

  std::size_t inserted_before(std::size_t slot) const {
    const Edit* edit = edit_at(slot);
    return edit == nullptr ? 0 : edit->before.size();
  }

  std::size_t new_width(std::size_t slot) const {
    const Edit* edit = edit_at(slot);
    if (edit != nullptr && edit->instead) return edit->instead->size();
    const bool conditional = branch_kind(insns_[slot]) == BranchKind::conditional;
    return long_.contains(slot) && conditional ? kLongConditionalSlots : width(slot);
  }

  void lay_out() {
    new_slot_.assign(insns_.size() + 1, 0);
    std::size_t at = 0;
    for (std::size_t slot = 0; slot < insns_.size(); slot += width(slot)) {
      new_slot_[slot] = at;
      if (width(slot) == 2) new_slot_[slot + 1] = at + inserted_before(slot) + 1;
      at += inserted_before(slot) + new_width(slot);
    }
    new_slot_.back() = at;
  }

  // From the slot after the instruction at `place`, new.
  std::int64_t offset(std::size_t slot, std::size_t place) const {
    const auto target = static_cast<std::size_t>(*target_of(insns_[slot], slot));
    return static_cast<std::int64_t>(new_slot_[target]) - static_cast<std::int64_t>(place) - 1;
  }

  // Whether any became longer, which moves all the others.
  bool lengthen_branches() {
    bool changed = false;
    for (std::size_t slot = 0; slot < insns_.size(); slot += width(slot)) {
      const BranchKind kind = branch_kind(insns_[slot]);
      if (kind != BranchKind::always && kind != BranchKind::conditional) continue;
      if (long_.contains(slot)) continue;
      if (fits_16_bits(offset(slot, new_slot_[slot] + inserted_before(slot)))) continue;
      long_.insert(slot);
      changed = true;
    }
    return changed;
  }

  void emit(std::size_t slot) {
    const Edit* edit = edit_at(slot);
    if (edit != nullptr) out_.insert(out_.end(), edit->before.begin(), edit->before.end());
    if (edit != nullptr && edit->instead) {
      out_.insert(out_.end(), edit->instead->begin(), edit->instead->end());
    } else if (long_.contains(slot)) {
      emit_long_branch(slot);
    } else {
      emit_same(slot);
    }
  }

  void emit_long_branch(std::size_t slot) {
    if (branch_kind(insns_[slot]) == BranchKind::conditional) {
      Insn around = insns_[slot];
      around.off = 1;
      out_.push_back(around);
      out_.push_back(go_to(1));
    }
    out_.push_back(go_to_long(static_cast<std::int32_t>(offset(slot, out_.size()))));
  }

  void emit_same(std::size_t slot) {
    Insn insn = insns_[slot];
    const BranchKind kind = branch_kind(insn);
    if (kind == BranchKind::always || kind == BranchKind::conditional) {
      insn.off = static_cast<std::int16_t>(offset(slot, out_.size()));
    } else if (target_of(insn, slot)) {
      insn.imm = static_cast<std::int32_t>(offset(slot, out_.size()));
    }
    out_.push_back(insn);
    if (width(slot) == 2) out_.push_back(insns_[slot + 1]);
  }

  const std::vector<Insn>& insns_;
  const std::map<std::size_t, Edit>& edits_;
  std::set<std::size_t> long_;  // branches that 16 bits do not hold
  std::vector<std::size_t> new_slot_;
  std::vector<Insn> out_;
};

}  // namespace

RewrittenCode rewrite(const std::vector<Insn>& insns, const std::map<std::size_t, Edit>& edits) {
  return Rewriter(insns, edits).run();
}

}  // namespace bpfmark
