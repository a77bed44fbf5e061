// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/flow/registers.h"

namespace bpfmark {
namespace {

constexpr RegisterSet kAll = kWritable | only(kFramePointer);

RegisterSet after(RegisterSet before, const Effects& effects) {
  return static_cast<RegisterSet>((before & ~effects.undefines) | effects.defines);
}

class Analysis {
 public:
  Analysis(const Code& code, const FlowGraph& graph) : code_(code), graph_(graph) {
    const std::size_t slots = code.insns.size();
    may_.assign(slots, 0);
    must_.assign(slots, kAll);
    live_.assign(slots, 0);
  }

  RegisterStates run() {
    start_functions();
    repeat([&](const CodeBlock& block) { return forward(block); }, false);
    repeat([&](const CodeBlock& block) { return backward(block); }, true);
    RegisterStates states;
    for (std::size_t slot = 0; slot < code_.insns.size(); ++slot) {
      states.free.push_back(static_cast<RegisterSet>(~(live_[slot] & may_[slot]) & kWritable));
      states.initialised.push_back(must_[slot] & kWritable);
    }
    return states;
  }

 private:
  // How many arguments a subprogram has is not known: none for sure, all perhaps.
  void start_functions() {
    for (const std::size_t start : graph_.functions) {
      may_[start] = kArguments | only(kFramePointer);
      must_[start] = only(kFramePointer);
    }
    must_[0] |= only(1);  // the context
  }

  template <typename Step>
  void repeat(Step step, bool from_the_end) {
    const std::size_t count = graph_.blocks.size();
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < count; ++i) {
        changed |= step(graph_.blocks[from_the_end ? count - 1 - i : i]);
      }
    }
  }

  std::size_t next_slot(std::size_t slot) const {
    return slot + (is_wide(code_.insns[slot]) ? 2 : 1);
  }

  bool forward(const CodeBlock& block) {
    RegisterSet may = may_[block.first];
    RegisterSet must = must_[block.first];
    for (std::size_t slot = block.first; slot < block.end; slot = next_slot(slot)) {
      may_[slot] = may;
      must_[slot] = must;
      const Effects effects = effects_of(code_.insns[slot]);
      may = after(may, effects);
      must = after(must, effects);
    }
    bool changed = false;
    for (const std::size_t next : block.next) {
      const std::size_t slot = graph_.blocks[next].first;
      const RegisterSet wider = may_[slot] | may;
      const RegisterSet narrower = must_[slot] & must;
      changed |= wider != may_[slot] || narrower != must_[slot];
      may_[slot] = wider;
      must_[slot] = narrower;
    }
    return changed;
  }

  bool backward(const CodeBlock& block) {
    RegisterSet live = 0;
    for (const std::size_t next : block.next) live |= live_[graph_.blocks[next].first];
    const RegisterSet before = live_[block.first];
    for (std::size_t slot = block.end; slot-- > block.first;) {
      const bool second_half = slot > block.first && is_wide(code_.insns[slot - 1]);
      if (second_half) continue;
      const Effects effects = effects_of(code_.insns[slot]);
      live = static_cast<RegisterSet>(live & ~(effects.defines | effects.undefines));
      live = static_cast<RegisterSet>(live | (effects.uses & may_[slot]));
      live_[slot] = live;
    }
    return live_[block.first] != before;
  }

  const Code& code_;
  const FlowGraph& graph_;
  std::vector<RegisterSet> may_;   // may be initialised, before each slot
  std::vector<RegisterSet> must_;  // is initialised on every way
  std::vector<RegisterSet> live_;  // may be read later
};

}  // namespace

RegisterStates analyse_registers(const Code& code, const FlowGraph& graph) {
  return Analysis(code, graph).run();
}

}  // namespace bpfmark
