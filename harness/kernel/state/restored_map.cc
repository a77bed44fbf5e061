// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/state/restored_map.h"

#include <utility>

namespace bpfmark {

Result<RestoredMap> RestoredMap::make(const Map& map, const std::vector<MapEntry>& entries,
                                      std::shared_ptr<RestoredMemory> memory,
                                      const Interrupted& interrupted) {
  if (!memory->wanted) {
    BPFMARK_ASSIGN(table, entry_table(map, entries));
    memory->wanted = std::make_unique<WantedContents>(std::move(table), map.is_array());
  }
  RestoredMap restored(map, std::move(memory));
  BPFMARK_TRY(write_entries(map, restored.memory_->wanted->entries(), interrupted));
  return restored;
}

Result<bool> RestoredMap::is_changed(const Interrupted& interrupted) const {
  BPFMARK_ASSIGN(change, find_change(map_, *memory_->wanted, interrupted));
  return !change.empty();
}

Result<void> RestoredMap::restore(Look how, const Interrupted& interrupted) {
  ChangedKeys& changed = memory_->changed;
  if (how == Look::known || (how == Look::learnt && !changed.must_look())) {
    return apply_change(map_, memory_->wanted->change_at(changed.keys()), interrupted);
  }
  BPFMARK_ASSIGN(change, find_change(map_, *memory_->wanted, interrupted));
  if (how == Look::learnt) {
    changed.saw(change);
  } else {
    changed.learn(change);
  }
  return apply_change(map_, change, interrupted);
}

}  // namespace bpfmark
