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

Result<ContentsChange> RestoredMap::look(const Interrupted& interrupted) const {
  ContentsComparison comparison(*memory_->wanted);
  BPFMARK_TRY(
      read_entries(map_, interrupted, [&](const EntryTable& found) { comparison.add(found); }));
  return comparison.change();
}

Result<bool> RestoredMap::is_changed(const Interrupted& interrupted) const {
  BPFMARK_ASSIGN(change, look(interrupted));
  return !change.empty();
}

Result<void> RestoredMap::restore(Look how, const Interrupted& interrupted) {
  ChangedKeys& changed = memory_->changed;
  if (how == Look::known || (how == Look::learnt && !changed.must_look())) {
    return write(memory_->wanted->change_at(changed.keys()), interrupted);
  }
  BPFMARK_ASSIGN(change, look(interrupted));
  if (how == Look::learnt) {
    changed.saw(change);
  } else {
    changed.learn(change);
  }
  return write(change, interrupted);
}

// What must go goes first: a full map has no room for the rest.
Result<void> RestoredMap::write(const ContentsChange& change,
                                const Interrupted& interrupted) const {
  BPFMARK_TRY(remove_entries(map_, change.remove, interrupted));
  return write_entries(map_, change.put, interrupted);
}

}  // namespace bpfmark
