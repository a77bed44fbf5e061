// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The four versions of FizzBuzz against the rules of the game, stated once more and differently.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <optional>

#include "bpf/fizzbuzz/message.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/map/map_access.h"
#include "harness/kernel/message/message_text.h"
#include "harness/kernel/program/object.h"
#include "harness/kernel/program/test_run.h"
#include "harness/kernel/state/map_states.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint32_t kPass = 2;  // XDP_PASS
constexpr std::size_t kEthernetBytes = 14;
constexpr std::size_t kSourceOffset = kEthernetBytes + 12;
const std::string kNothing;

// Every remainder modulo 256 with every residue modulo 15.
constexpr std::uint32_t kPeriod = std::lcm(256, 15);
// No address, private ones, the middle, and the last period up to 255.255.255.255.
constexpr std::uint32_t kStarts[] = {0, 0x0a000000, 0x7ffffff0, 0xc0a80001,
                                     0xffffffff - kPeriod + 1};

// Gessel's test: x is a Fibonacci number exactly where 5x^2 + 4 or 5x^2 - 4 is a square.
bool is_fibonacci(std::uint32_t x) {
  for (const int sign : {4, -4}) {
    const double square = 5.0 * x * x + sign;
    const double root = std::round(std::sqrt(std::max(0.0, square)));
    if (root * root == square) return true;
  }
  return false;
}

// What version 1, 2, 3 or 4 says of the address.
std::string rule(int version, std::uint32_t address) {
  if (version >= 3 && is_fibonacci(address & 0xff)) return "Fibonacci";
  std::string said;
  if (address % 3 == 0) said += "Fizz";
  if (version >= 2 && address % 5 == 0) said += "Buzz";
  return said;
}

Bytes ipv4_frame(std::uint32_t source, std::size_t header_words = 5, std::size_t length = 80) {
  Bytes frame(length);
  frame[12] = 0x08;  // EtherType IPv4
  frame[kEthernetBytes] = static_cast<std::uint8_t>(0x40 | header_words);
  for (std::size_t i = 0; i < 4; ++i) {
    frame[kSourceOffset + i] = static_cast<std::uint8_t>(source >> (24 - 8 * i));
  }
  return frame;
}

class Game {
 public:
  explicit Game(int version) : version_(version) {
    static const char* const kObjects[] = {"v1_fizz", "v2_fizzbuzz", "v3_fibonacci",
                                           "v4_fibonacci_table"};
    const auto path = built_object(std::string("fizzbuzz/") + kObjects[version - 1]);
    object_ = std::make_unique<Object>(need(Object::open(path, "")));
    must(object_->load(false));
    messages_ = object_->maps().front();
  }

  int version() const { return version_; }
  const Map& messages() const { return messages_; }
  TestRunOutcome send(const Bytes& frame) const {
    return need(test_run(object_->program_fd(), frame, 1));
  }

  // Everything that was said, one message a text.
  std::vector<std::string> heard() const {
    std::vector<std::string> texts;
    const std::vector<Bytes> taken = need(take_messages(messages_));
    for (const Bytes& message : taken) {
      texts.push_back(message_text(messages_, message));
    }
    return texts;
  }

  // What one frame makes it say; the frame must pass unchanged.
  std::string answer(const Bytes& frame) const {
    const TestRunOutcome outcome = send(frame);
    const std::vector<std::string> texts = heard();
    if (outcome.verdict != kPass) return "verdict " + std::to_string(outcome.verdict);
    if (outcome.output != frame) return "changed the packet";
    if (texts.size() > 1) return "several messages";
    return texts.empty() ? kNothing : texts.front();
  }

 private:
  int version_;
  std::unique_ptr<Object> object_;
  Map messages_;
};

class KernelFizzBuzzTest : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    if (IsSkipped()) return;
    for (int version = 1; version <= 4; ++version) games_.emplace_back(version);
  }

  std::vector<Game> games_;
};

// One sentence a deviation would drown the first in thousands: it stops there.
TEST_F(KernelFizzBuzzTest, EveryRemainderFollowsTheRules) {
  for (const std::uint32_t start : kStarts) {
    for (std::uint32_t i = 0; i < kPeriod; ++i) {
      const std::uint32_t address = start + i;
      const Bytes frame = ipv4_frame(address);
      std::vector<std::string> said;
      for (const Game& game : games_) {
        said.push_back(game.answer(frame));
        ASSERT_EQ(said.back(), rule(game.version(), address))
            << "version " << game.version() << ", address " << address;
      }
      ASSERT_EQ(said[2], said[3]) << "v3 and v4 on address " << address;
    }
  }
}

// Spelled out by hand, so that rule() above is not its own witness.
TEST_F(KernelFizzBuzzTest, KnownAddresses) {
  const struct {
    std::uint32_t address;
    const char* said[4];
  } cases[] = {
      {0, {"Fizz", "FizzBuzz", "Fibonacci", "Fibonacci"}},         // 0.0.0.0
      {0xffffffff, {"Fizz", "FizzBuzz", "FizzBuzz", "FizzBuzz"}},  // 255.255.255.255
      {0x0a000061, {"", "", "", ""}},                              // 10.0.0.97
      {0x0a000062, {"Fizz", "Fizz", "Fizz", "Fizz"}},              // 10.0.0.98
      {0x0a000064, {"", "Buzz", "Buzz", "Buzz"}},                  // 10.0.0.100
      {0x0a00005f, {"Fizz", "FizzBuzz", "FizzBuzz", "FizzBuzz"}},  // 10.0.0.95
      {0x0a0001e9, {"", "", "Fibonacci", "Fibonacci"}},            // 10.0.1.233
      {144, {"Fizz", "Fizz", "Fibonacci", "Fibonacci"}},           // 0.0.0.144
      {255, {"Fizz", "FizzBuzz", "FizzBuzz", "FizzBuzz"}},         // beyond 233, not 377 - 256
      {121, {"", "", "", ""}},                                     // 377 mod 256: not a number
  };
  for (const auto& c : cases) {
    for (const Game& game : games_) {
      EXPECT_EQ(game.answer(ipv4_frame(c.address)), c.said[game.version() - 1])
          << "version " << game.version() << ", address " << c.address;
    }
  }
}

TEST_F(KernelFizzBuzzTest, SaysNothingOfWhatIsCutShort) {
  for (const std::size_t header_words : {5u, 6u, 10u, 15u}) {
    const std::size_t needed = kEthernetBytes + 4 * header_words;
    for (std::size_t length = kMinFrameBytes; length <= 80; ++length) {
      const Bytes frame = ipv4_frame(15, header_words, 80);
      const Bytes cut(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(length));
      for (const Game& game : games_) {
        EXPECT_EQ(game.answer(cut), length < needed ? kNothing : rule(game.version(), 15))
            << "version " << game.version() << ", " << length << " bytes, header of "
            << header_words << " words";
      }
    }
  }
}

TEST_F(KernelFizzBuzzTest, SaysNothingOfWhatIsNotIpv4) {
  for (const unsigned ether_type :
       {0x0000u, 0x0806u, 0x0801u, 0x0008u, 0x8100u, 0x88a8u, 0x86ddu}) {
    Bytes frame = ipv4_frame(15);
    frame[12] = static_cast<std::uint8_t>(ether_type >> 8);
    frame[13] = static_cast<std::uint8_t>(ether_type);
    for (const Game& game : games_) EXPECT_EQ(game.answer(frame), kNothing) << ether_type;
  }
  // A VLAN tag in front of an IPv4 packet that would have an answer.
  Bytes tagged = ipv4_frame(15);
  const Bytes tag = {0x81, 0x00, 0x00, 0x05};
  tagged.insert(tagged.begin() + 12, tag.begin(), tag.end());
  for (const Game& game : games_) EXPECT_EQ(game.answer(tagged), kNothing);
}

TEST_F(KernelFizzBuzzTest, SaysNothingOfABrokenHeader) {
  for (unsigned first_byte = 0; first_byte < 256; ++first_byte) {
    Bytes frame = ipv4_frame(15);
    frame[kEthernetBytes] = static_cast<std::uint8_t>(first_byte);
    const bool valid = first_byte >> 4 == 4 && (first_byte & 15) >= 5;
    for (const Game& game : games_) {
      EXPECT_EQ(game.answer(frame), valid ? rule(game.version(), 15) : kNothing)
          << "version " << game.version() << ", first byte " << first_byte;
    }
  }
}

TEST_F(KernelFizzBuzzTest, AFullQueueKeepsTheOldestAndPasses) {
  const Bytes fizz = ipv4_frame(9);
  const Bytes fizzbuzz = ipv4_frame(15);
  for (const Game& game : games_) {
    ASSERT_EQ(game.messages().max_entries, std::size_t{MESSAGES_CAPACITY});
    for (int i = 0; i < MESSAGES_CAPACITY; ++i) ASSERT_EQ(game.send(fizz).verdict, kPass);
    for (int i = 0; i < 3; ++i) {
      const TestRunOutcome outcome = game.send(fizzbuzz);
      EXPECT_EQ(outcome.verdict, kPass);
      EXPECT_EQ(outcome.output, fizzbuzz);
    }
    EXPECT_EQ(game.heard(), std::vector<std::string>(MESSAGES_CAPACITY, "Fizz"));
    EXPECT_THAT(game.heard(), IsEmpty());
    game.send(fizzbuzz);
    EXPECT_THAT(game.heard(), ElementsAre(rule(game.version(), 15))) << "it has room again";
  }
}

}  // namespace
}  // namespace bpfmark
