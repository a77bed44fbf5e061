// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/state/restored_map.h"

#include <bpf/bpf.h>
#include <gtest/gtest.h>

#include <cstring>

#include "harness/base/unique_fd.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/map/map_access.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kMany = 100000;
constexpr std::uint32_t kSome = 20000;  // five batches

struct MapKind {
  const char* name;
  bpf_map_type type;
  std::uint32_t key_bytes = 4;
  std::uint32_t flags = 0;
};

const MapKind kKinds[] = {{"hash", BPF_MAP_TYPE_HASH},
                          {"array", BPF_MAP_TYPE_ARRAY},
                          {"lru_hash", BPF_MAP_TYPE_LRU_HASH},
                          {"lpm_trie", BPF_MAP_TYPE_LPM_TRIE, 8, BPF_F_NO_PREALLOC},
                          {"percpu_hash", BPF_MAP_TYPE_PERCPU_HASH},
                          {"percpu_array", BPF_MAP_TYPE_PERCPU_ARRAY}};

class KernelRestoredMapTest : public KernelTest, public ::testing::WithParamInterface<MapKind> {
 protected:
  // Twice the room: an LRU map evicts long before it is full.
  void make_map(std::uint32_t entries) {
    const MapKind& kind = GetParam();
    bpf_map_create_opts options{};
    options.sz = sizeof options;
    options.map_flags = kind.flags;
    fd_ = UniqueFd(bpf_map_create(kind.type, "tested", kind.key_bytes, 8, 2 * entries, &options));
    ASSERT_TRUE(fd_) << std::strerror(errno);
    map_.name = "tested";
    map_.fd = fd_.get();
    map_.type = kind.type;
    map_.type_name = kind.name;
    map_.key_bytes = kind.key_bytes;
    map_.value_bytes = 8;
    map_.max_entries = std::size_t{2} * entries;
  }

  Bytes key_of(std::uint32_t index) const {
    const std::uint32_t words[] = {32, index};
    Bytes key(map_.key_bytes);
    std::memcpy(key.data(), map_.key_bytes == 8 ? words : words + 1, key.size());
    return key;
  }

  static Bytes value_of(std::uint64_t number) {
    Bytes value(8);
    std::memcpy(value.data(), &number, 8);
    return value;
  }

  std::vector<MapEntry> entries_of(std::uint32_t count) const {
    std::vector<MapEntry> entries;
    for (std::uint32_t i = 0; i < count; ++i) entries.push_back({key_of(i), value_of(i + 1)});
    return entries;
  }

  void put(std::uint32_t key, std::uint64_t value) const {
    must(put_entry(map_, key_of(key), value_of(value)));
  }

  // On the first CPU; 0: nothing there.
  std::uint64_t value_at(std::uint32_t key) const {
    Bytes value(value_syscall_bytes(map_));
    if (bpf_map_lookup_elem(map_.fd, key_of(key).data(), value.data()) != 0) return 0;
    std::uint64_t number = 0;
    std::memcpy(&number, value.data(), 8);
    return number;
  }

  // Keys that hold something, and the sum of what they hold.
  std::pair<std::size_t, std::uint64_t> everything() const {
    std::pair<std::size_t, std::uint64_t> sum;
    must(read_entries(map_, {}, [&](const EntryTable& part) {
      for (std::size_t i = 0; i < part.size(); ++i) {
        std::uint64_t number = 0;
        std::memcpy(&number, part.value(i), 8);
        sum.first += number != 0 ? 1 : 0;
        sum.second += number;
      }
    }));
    return sum;
  }

  UniqueFd fd_;
  Map map_;
};

TEST_P(KernelRestoredMapTest, BringsAHundredThousandEntriesBack) {
  make_map(kMany);
  const auto memory = std::make_shared<RestoredMemory>();
  RestoredMap restored = need(RestoredMap::make(map_, entries_of(kMany), memory, {}));
  const std::pair<std::size_t, std::uint64_t> wanted = {kMany,
                                                        std::uint64_t{kMany} * (kMany + 1) / 2};
  EXPECT_EQ(everything(), wanted);
  put(3, 77);
  put(kMany + 5, 78);
  if (!map_.is_array()) bpf_map_delete_elem(map_.fd, key_of(9).data());
  EXPECT_TRUE(need(restored.is_changed({})));
  must(restored.restore(Look::whole, {}));
  EXPECT_EQ(everything(), wanted);
  EXPECT_FALSE(need(restored.is_changed({})));
  EXPECT_EQ(memory->changed.keys().size(), map_.is_array() ? 2U : 3U);
}

// What it does not know to change it neither reads nor writes, until it looks again.
TEST_P(KernelRestoredMapTest, WritesTheKeysThatItKnowsAndLooksNowAndThen) {
  make_map(100);
  RestoredMap restored =
      need(RestoredMap::make(map_, entries_of(10), std::make_shared<RestoredMemory>(), {}));
  put(3, 77);
  for (int i = 0; i < 2; ++i) must(restored.restore(Look::learnt, {}));
  put(3, 78);
  put(50, 5);
  must(restored.restore(Look::learnt, {}));  // the third: no look
  EXPECT_EQ(value_at(3), 4u);
  EXPECT_EQ(value_at(50), 5u);
  must(restored.restore(Look::learnt, {}));
  EXPECT_EQ(value_at(50), 0u);
  put(50, 6);
  must(restored.restore(Look::learnt, {}));  // the fifth: no look, but the key is known
  EXPECT_EQ(value_at(50), 0u);
}

TEST_P(KernelRestoredMapTest, RemembersOverLoads) {
  const auto memory = std::make_shared<RestoredMemory>();
  for (int load = 0; load < 2; ++load) {
    make_map(100);
    RestoredMap restored = need(RestoredMap::make(map_, entries_of(10), memory, {}));
    EXPECT_EQ(everything().first, 10u) << load;
    put(2, 9);
    must(restored.restore(Look::learnt, {}));
    EXPECT_EQ(value_at(2), 3u) << load;
  }
}

TEST_P(KernelRestoredMapTest, EndsBetweenBatches) {
  make_map(kSome);
  int asked = 0;
  const auto stop = [&] { return ++asked > 3; };
  const auto made =
      RestoredMap::make(map_, entries_of(kSome), std::make_shared<RestoredMemory>(), stop);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().kind, ErrorKind::interrupted);
  EXPECT_LT(everything().first, kSome);
  const auto read = read_entries(
      map_, [] { return true; }, [](const EntryTable&) {});
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().kind, ErrorKind::interrupted);
}

INSTANTIATE_TEST_SUITE_P(KernelMaps, KernelRestoredMapTest, ::testing::ValuesIn(kKinds),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace bpfmark
