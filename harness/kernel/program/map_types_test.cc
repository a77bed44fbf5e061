// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/program/map_types.h"

#include <bpf/libbpf.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

TEST(MapTypes, AreNumberedWithoutAGap) {
  std::uint32_t expected = 1;
  for (const MapType& type : all_map_types()) EXPECT_EQ(type.type, expected++) << type.name;
  EXPECT_EQ(all_map_types().size(), 33U);
}

TEST(MapTypes, AreCalledAsLibbpfCallsThem) {
  for (const MapType& type : all_map_types()) {
    const char* name = libbpf_bpf_map_type_str(static_cast<bpf_map_type>(type.type));
    // Those that are newer than the libbpf of the build have no name there.
    if (name != nullptr) {
      EXPECT_EQ(type.name, name);
    }
  }
}

TEST(MapTypes, AKernelIsAtLeastAnOlderOneAndNoNewerOne) {
  EXPECT_TRUE(kernel_is_at_least("3.19"));
  EXPECT_TRUE(kernel_is_at_least("4"));
  EXPECT_FALSE(kernel_is_at_least("99.1"));
}

TEST(MapTypes, AnUnknownTypeIsNotCalledMissing) {
  EXPECT_EQ(why_no_map_type(1), "");
  EXPECT_EQ(why_no_map_type(1000), "");
}

}  // namespace
}  // namespace bpfmark
