// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/observation/wanted_contents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

using Entries = std::map<int, int>;

// Keys of two bytes, values of one.
EntryTable table(const Entries& entries) {
  EntryTable out(2, 1);
  for (const auto& [key, value] : entries) {
    const Bytes bytes = {0, static_cast<std::uint8_t>(key)};
    const auto byte = static_cast<std::uint8_t>(value);
    out.add(bytes.data(), &byte);
  }
  return out;
}

Entries put_by(const ContentsChange& change) {
  Entries out;
  for (std::size_t i = 0; i < change.put.size(); ++i) {
    EXPECT_TRUE(out.emplace(change.put.key(i)[1], *change.put.value(i)).second);
  }
  return out;
}

std::vector<int> removed_by(const ContentsChange& change) {
  std::vector<int> out;
  for (std::size_t i = 0; i < change.remove.size(); ++i) out.push_back(change.remove.key(i)[1]);
  return out;
}

ContentsChange difference(const WantedContents& wanted, const std::vector<Entries>& parts) {
  ContentsComparison comparison(wanted);
  for (const Entries& part : parts) comparison.add(table(part));
  return comparison.change();
}

TEST(WantedContentsTest, WritesNothingWhereNothingDiffers) {
  const WantedContents wanted(table({{1, 10}, {2, 20}}), false);
  EXPECT_TRUE(difference(wanted, {{{2, 20}}, {{1, 10}}}).empty());
  EXPECT_TRUE(difference(WantedContents(table({}), false), {}).empty());
}

TEST(WantedContentsTest, PutsBackWhatIsOtherOrGoneAndRemovesTheRest) {
  const WantedContents wanted(table({{1, 10}, {2, 20}, {3, 30}}), false);
  const ContentsChange change = difference(wanted, {{{1, 10}, {2, 21}}, {{7, 70}, {8, 0}}});
  EXPECT_THAT(put_by(change), UnorderedElementsAre(Pair(2, 20), Pair(3, 30)));
  EXPECT_THAT(removed_by(change), ElementsAre(7, 8));
}

TEST(WantedContentsTest, ElementsOfAnArrayBecomeZero) {
  const WantedContents wanted(table({{1, 10}}), true);
  const ContentsChange change = difference(wanted, {{{0, 0}, {1, 10}, {2, 5}}});
  EXPECT_THAT(put_by(change), ElementsAre(Pair(2, 0)));
  EXPECT_THAT(removed_by(change), IsEmpty());
}

TEST(WantedContentsTest, AKeyThatIsSeenTwiceIsWrittenOnce) {
  const WantedContents wanted(table({{1, 10}}), false);
  EXPECT_THAT(put_by(difference(wanted, {{{1, 11}}, {{1, 12}}})), ElementsAre(Pair(1, 10)));
}

TEST(WantedContentsTest, SomeKeysAreMadeAsTheyShouldBeWithoutALook) {
  const std::set<Bytes> keys = {{0, 1}, {0, 9}};
  const ContentsChange hash = WantedContents(table({{1, 10}, {2, 20}}), false).change_at(keys);
  EXPECT_THAT(put_by(hash), ElementsAre(Pair(1, 10)));
  EXPECT_THAT(removed_by(hash), ElementsAre(9));
  const ContentsChange array = WantedContents(table({{1, 10}}), true).change_at(keys);
  EXPECT_THAT(put_by(array), ElementsAre(Pair(1, 10), Pair(9, 0)));
}

TEST(ChangedKeysTest, LooksEverMoreSeldom) {
  ChangedKeys changed;
  std::size_t looks = 0;
  for (int i = 0; i < 1000; ++i) {
    if (!changed.must_look()) continue;
    ++looks;
    changed.saw(WantedContents(table({{1, 10}}), false).change_at({{0, 1}}));
  }
  EXPECT_EQ(looks, 10u) << "1, 2, 4, ... 512";
  EXPECT_THAT(changed.keys(), ElementsAre(Bytes{0, 1}));
}

TEST(ChangedKeysTest, LooksEachTimeWhereNewKeysKeepComing) {
  const WantedContents wanted(table({}), false);
  ChangedKeys changed;
  std::size_t late_looks = 0;
  std::uint8_t key = 0;
  for (int i = 1; i <= 1024; ++i) {
    if (!changed.must_look()) continue;
    if (i > 512) ++late_looks;
    changed.saw(wanted.change_at({{0, ++key}}));
  }
  EXPECT_EQ(late_looks, 512u);
}

}  // namespace
}  // namespace bpfmark
