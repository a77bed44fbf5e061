// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/address_number.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

constexpr std::uint64_t kAll64 = 0xffffffffffffffff;

TEST(AddressNumber, TakesTheFirstByteOfIpv4AsTheHighest) {
  for (const NetworkProtocol network : {NetworkProtocol::ipv4, NetworkProtocol::arp}) {
    const auto address = address_number("10.0.1.2", network);
    ASSERT_TRUE(address);
    EXPECT_FALSE(address->is_ipv6);
    EXPECT_EQ(address->prefix, 0U);
    EXPECT_EQ(address->number, 0x0a000102U);
    EXPECT_EQ(highest_number(*address), 0xffffffffU);
  }
}

TEST(AddressNumber, SplitsIpv6InHalves) {
  const auto address = address_number("2001:db8::1:2", NetworkProtocol::ipv6);
  ASSERT_TRUE(address);
  EXPECT_TRUE(address->is_ipv6);
  EXPECT_EQ(address->prefix, 0x20010db800000000U);
  EXPECT_EQ(address->number, 0x10002U);
  EXPECT_EQ(highest_number(*address), kAll64);
}

TEST(AddressNumber, IsNothingForAnotherText) {
  for (const char* text : {"", "10.0.0", "10.0.0.256", "10.0.0.1 ", "0x0a000001", "1", "::1"}) {
    EXPECT_FALSE(address_number(text, NetworkProtocol::ipv4)) << text;
  }
  for (const char* text : {"", "10.0.0.1", "2001:db8", ":::1", "::1%lo", "::g"}) {
    EXPECT_FALSE(address_number(text, NetworkProtocol::ipv6)) << text;
  }
}

TEST(AddressText, IsTheAddressOfTheNumber) {
  EXPECT_EQ(address_text({false, 0, 0}), "0.0.0.0");
  EXPECT_EQ(address_text({false, 0, 0x0a000102}), "10.0.1.2");
  EXPECT_EQ(address_text({false, 0, 0xffffffff}), "255.255.255.255");
  EXPECT_EQ(address_text({true, 0x20010db800000000, 0x10000}), "2001:db8::1:0");
  EXPECT_EQ(address_text({true, kAll64, kAll64}), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

}  // namespace
}  // namespace bpfmark
