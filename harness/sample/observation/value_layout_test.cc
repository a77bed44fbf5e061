// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/observation/value_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/sample/observation/seen.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;

TEST(ValueLayoutTest, ShowsFieldsAsTheyAre) {
  const Bytes value = {0xff, 0xff, 0x00, 0x01, 0xab, 0xcd};
  EXPECT_EQ(field_text({"a", 0, 2, FieldKind::number}, value), "65535");
  EXPECT_EQ(field_text({"a", 0, 2, FieldKind::signed_number}, value), "-1");
  EXPECT_EQ(field_text({"a", 0, 1, FieldKind::signed_number}, {0x80}), "-128");
  EXPECT_EQ(field_text({"a", 2, 2, FieldKind::big_endian_number}, value), "1");
  EXPECT_EQ(field_text({"a", 3, 3, FieldKind::bytes}, value), "01abcd");
  EXPECT_EQ(field_text({"a", 0, 8, FieldKind::number}, Bytes(8, 0xff)), "18446744073709551615");
}

TEST(ValueLayoutTest, ShowsAWholeValueAsANumberWhereItIsOne) {
  EXPECT_EQ(value_text({{"", 0, 1, FieldKind::number}}, {7}), "7");
  EXPECT_EQ(value_text({{"", 0, 1, FieldKind::number}}, {7, 1}), "0701");
  EXPECT_EQ(value_text({}, {7}), "07");
  EXPECT_EQ(value_text({}, Bytes(17, 1)), "01010101010101010101010101010101...");
}

TEST(ValueLayoutTest, OfAllCpusNamesTheCpu) {
  const ValueLayout one = {{"packets", 0, 4, FieldKind::number}};
  EXPECT_THAT(layout_by_cpu(one, 8, 2),
              ElementsAre(ValueField{"packets of CPU 0", 0, 4, FieldKind::number},
                          ValueField{"packets of CPU 1", 8, 4, FieldKind::number}));
  EXPECT_THAT(layout_by_cpu({}, 8, 1), ElementsAre(ValueField{"of CPU 0", 0, 8, FieldKind::bytes}));
}

TEST(SeenPasses, AreManyOfFewFramesAndOneOfMany) {
  EXPECT_EQ(seen_passes(1), 64U);
  EXPECT_EQ(seen_passes(50), 2U);
  EXPECT_EQ(seen_passes(4095), 2U);
  EXPECT_EQ(seen_passes(65536), 1U);
}

}  // namespace
}  // namespace bpfmark
