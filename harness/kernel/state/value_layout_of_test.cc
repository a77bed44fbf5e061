// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/state/value_layout_of.h"

#include <bpf/btf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Types made by hand: needs no kernel.
class ValueLayoutOfTest : public ::testing::Test {
 protected:
  struct Free {
    void operator()(btf* types) const { btf__free(types); }
  };
  std::unique_ptr<btf, Free> types_{btf__new_empty()};
  std::uint32_t u8_ = number("unsigned char", 1, 0);
  std::uint32_t u16_ = number("unsigned short", 2, 0);
  std::uint32_t s32_ = number("int", 4, BTF_INT_SIGNED);
  std::uint32_t u64_ = number("unsigned long", 8, 0);
  std::uint32_t be16_ = id(btf__add_typedef(types_.get(), "__be16", static_cast<int>(u16_)));

  static std::uint32_t id(int result) { return static_cast<std::uint32_t>(result); }
  std::uint32_t number(const char* name, std::size_t bytes, int encoding) {
    return id(btf__add_int(types_.get(), name, bytes, encoding));
  }
  std::uint32_t array(std::uint32_t of, std::uint32_t count) {
    return id(btf__add_array(types_.get(), static_cast<int>(s32_), static_cast<int>(of), count));
  }
  void member(const char* name, std::uint32_t type, std::uint32_t bit, std::uint32_t bits = 0) {
    btf__add_field(types_.get(), name, static_cast<int>(type), bit, bits);
  }
  ValueLayout layout(std::uint32_t type) { return value_layout_of(types_.get(), type); }
};

TEST_F(ValueLayoutOfTest, OfANumberIsOneField) {
  EXPECT_THAT(layout(u64_), ElementsAre(ValueField{"", 0, 8, FieldKind::number}));
  EXPECT_THAT(layout(s32_), ElementsAre(ValueField{"", 0, 4, FieldKind::signed_number}));
  EXPECT_THAT(layout(be16_), ElementsAre(ValueField{"", 0, 2, FieldKind::big_endian_number}));
  EXPECT_THAT(layout(0), IsEmpty());
  EXPECT_THAT(value_layout_of(nullptr, 1), IsEmpty());
}

TEST_F(ValueLayoutOfTest, FollowsStructsAndArraysPastPadding) {
  const std::uint32_t name = array(u8_, 6);
  const std::uint32_t inner = id(btf__add_struct(types_.get(), "inner", 4));
  member("a", u16_, 0);
  member("b", be16_, 16);
  const std::uint32_t inners = array(inner, 2);
  const std::uint32_t outer = id(btf__add_struct(types_.get(), "outer", 32));
  member("count", u8_, 0);
  member("at", u64_, 64);
  member("name", name, 128);
  member("of", inners, 176);
  EXPECT_THAT(layout(outer),
              ElementsAre(ValueField{"count", 0, 1, FieldKind::number},
                          ValueField{"at", 8, 8, FieldKind::number},
                          ValueField{"name", 16, 6, FieldKind::bytes},
                          ValueField{"of[0].a", 22, 2, FieldKind::number},
                          ValueField{"of[0].b", 24, 2, FieldKind::big_endian_number},
                          ValueField{"of[1].a", 26, 2, FieldKind::number},
                          ValueField{"of[1].b", 28, 2, FieldKind::big_endian_number}));
}

TEST_F(ValueLayoutOfTest, UnionsAndBitFieldsAreBytes) {
  const std::uint32_t either = id(btf__add_union(types_.get(), "", 8));
  member("v4", s32_, 0);
  member("all", u64_, 0);
  const std::uint32_t bits = id(btf__add_struct(types_.get(), "bits", 16));
  member("low", s32_, 0, 3);
  member("high", s32_, 3, 7);
  member("", either, 64);
  EXPECT_THAT(layout(bits), ElementsAre(ValueField{"low, high", 0, 2, FieldKind::bytes},
                                        ValueField{"v4|all", 8, 8, FieldKind::bytes}));
}

TEST_F(ValueLayoutOfTest, LargeArraysAreBytes) {
  EXPECT_THAT(layout(array(u64_, 100000)),
              ElementsAre(ValueField{"", 0, 800000, FieldKind::bytes}));
}

TEST_F(ValueLayoutOfTest, VariablesAreFoundByTheirPlace) {
  const auto variable = [&](const char* name, std::uint32_t type) {
    return btf__add_var(types_.get(), name, BTF_VAR_STATIC, static_cast<int>(type));
  };
  const int a = variable("count", u64_);
  const int b = variable("count", s32_);
  btf__add_datasec(types_.get(), ".bss", 16);
  btf__add_datasec_var_info(types_.get(), a, 0, 8);
  btf__add_datasec_var_info(types_.get(), b, 8, 4);
  Map section;
  section.name = "object.bss";
  section.types = types_.get();
  EXPECT_THAT(value_layout_of(section, {"count", 0, 8}),
              ElementsAre(ValueField{"", 0, 8, FieldKind::number}));
  EXPECT_THAT(value_layout_of(section, {"count", 8, 4}),
              ElementsAre(ValueField{"", 0, 4, FieldKind::signed_number}));
  section.name = "object.data";
  EXPECT_THAT(value_layout_of(section, {"count", 0, 8}), IsEmpty());
}

}  // namespace
}  // namespace bpfmark
