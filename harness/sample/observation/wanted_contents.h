// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a map should hold before a timed block, and what must be written into it, and no more, so
// that it does: the difference to what it holds. Pure; the reading and the writing are in
// kernel/map/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/packet/fields.h"
#include "harness/sample/observation/entry_table.h"

namespace bpfmark {

// What must be written; each key once, in one of the two.
struct ContentsChange {
  EntryTable put;
  EntryTable remove;  // keys alone

  bool empty() const { return put.empty() && remove.empty(); }
};

class WantedContents {
 public:
  // `has_every_key`: an array, whose elements that are not in `entries` should be zero. In any
  // other map a key that is not in `entries` should not be there. Keys are unique.
  WantedContents(EntryTable entries, bool has_every_key);
  WantedContents(const WantedContents&) = delete;  // the index points into the table
  WantedContents& operator=(const WantedContents&) = delete;

  const EntryTable& entries() const { return entries_; }

  // What makes these keys be as they should, whatever they are now.
  ContentsChange change_at(const std::set<Bytes>& keys) const;

 private:
  friend class ContentsComparison;

  // The index of the entry; or the number of entries.
  std::size_t find(const std::uint8_t* key) const;
  ContentsChange no_change() const;
  void add_change(ContentsChange& change, const std::uint8_t* key, std::size_t index) const;

  EntryTable entries_;
  bool has_every_key_;
  Bytes zeros_;
  std::unordered_map<std::string_view, std::size_t> index_;
};

// Takes what a map holds, a part at a time, for a large one does not fit twice.
class ContentsComparison {
 public:
  explicit ContentsComparison(const WantedContents& wanted);  // borrowed
  void add(const EntryTable& found);
  ContentsChange change();  // once, after all parts

 private:
  const WantedContents& wanted_;
  std::vector<bool> seen_;
  ContentsChange change_;
};

// Which keys of a map a program changes, learnt by looking at the whole map again and again, ever
// more seldom: to read 100,000 entries takes longer than a hundred blocks. A program that changes
// other keys each time has its map read each time.
class ChangedKeys {
 public:
  // Before each restoring: whether the whole map must be read this time.
  bool must_look();
  // What such a look found to be other than wanted.
  void saw(const ContentsChange& change);
  // The same of a look that nobody asked for, as in the verified run; whether a key is new.
  bool learn(const ContentsChange& change);

  const std::set<Bytes>& keys() const { return keys_; }

 private:
  std::size_t restorings_ = 0;
  std::size_t looks_ = 0;  // that showed new keys
  bool unforeseeable_ = false;
  std::set<Bytes> keys_;
};

}  // namespace bpfmark
