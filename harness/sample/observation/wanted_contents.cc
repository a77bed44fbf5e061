// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/observation/wanted_contents.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace bpfmark {
namespace {

// Looks that may show new keys; with more a program is not foreseeable.
constexpr std::size_t kLearningLooks = 8;

std::string_view as_text(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

bool is_power_of_two(std::size_t n) {
  return (n & (n - 1)) == 0;
}

}  // namespace

WantedContents::WantedContents(EntryTable entries, bool has_every_key)
    : entries_(std::move(entries)),
      has_every_key_(has_every_key),
      zeros_(std::max<std::size_t>(1, entries_.value_bytes())) {
  index_.reserve(entries_.size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    index_.emplace(as_text(entries_.key(i), entries_.key_bytes()), i);
  }
}

std::size_t WantedContents::find(const std::uint8_t* key) const {
  const auto found = index_.find(as_text(key, entries_.key_bytes()));
  return found == index_.end() ? entries_.size() : found->second;
}

ContentsChange WantedContents::no_change() const {
  return {EntryTable(entries_.key_bytes(), entries_.value_bytes()),
          EntryTable(entries_.key_bytes(), 0)};
}

void WantedContents::add_change(ContentsChange& change, const std::uint8_t* key,
                                std::size_t index) const {
  if (index < entries_.size()) {
    change.put.add(key, entries_.value(index));
  } else if (has_every_key_) {
    change.put.add(key, zeros_.data());
  } else {
    change.remove.add(key, nullptr);
  }
}

ContentsChange WantedContents::change_at(const std::set<Bytes>& keys) const {
  ContentsChange change = no_change();
  for (const Bytes& key : keys) add_change(change, key.data(), find(key.data()));
  return change;
}

ContentsComparison::ContentsComparison(const WantedContents& wanted)
    : wanted_(wanted), seen_(wanted.entries().size()), change_(wanted.no_change()) {}

void ContentsComparison::add(const EntryTable& found) {
  const std::size_t value_bytes = wanted_.entries_.value_bytes();
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::size_t index = wanted_.find(found.key(i));
    const std::uint8_t* wanted = nullptr;
    if (index < seen_.size()) {
      if (seen_[index]) continue;  // a map that changes while it is read may show a key twice
      seen_[index] = true;
      wanted = wanted_.entries_.value(index);
    } else if (wanted_.has_every_key_) {
      wanted = wanted_.zeros_.data();
    }
    const bool same = wanted && std::memcmp(wanted, found.value(i), value_bytes) == 0;
    if (!same) wanted_.add_change(change_, found.key(i), index);
  }
}

ContentsChange ContentsComparison::change() {
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (!seen_[i]) change_.put.add(wanted_.entries_.key(i), wanted_.entries_.value(i));
  }
  return std::move(change_);
}

bool ChangedKeys::must_look() {
  return unforeseeable_ || is_power_of_two(++restorings_);
}

bool ChangedKeys::learn(const ContentsChange& change) {
  bool is_new = false;
  for (const EntryTable* table : {&change.put, &change.remove}) {
    for (std::size_t i = 0; i < table->size(); ++i) {
      is_new |= keys_.emplace(table->key(i), table->key(i) + table->key_bytes()).second;
    }
  }
  return is_new;
}

void ChangedKeys::saw(const ContentsChange& change) {
  if (unforeseeable_) return;
  unforeseeable_ = learn(change) && ++looks_ > kLearningLooks;
}

}  // namespace bpfmark
