// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/measure/packet_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <numeric>

#include "harness/base/file.h"
#include "harness/kernel/cpus.h"
#include "harness/kernel/hooked_load.h"
#include "harness/kernel/kernel_access_test.h"
#include "harness/measure/interpreter_test.h"
#include "harness/profile/figures.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

const fs::path kQueueObject = built_object("drive/queue");

struct Counted {
  const char* object;
  const char* program;               // empty: the only one
  const char* kernel_function = "";  // that the kernel must have
};

// Else the names of the tests would hold addresses.
void PrintTo(const Counted& counted, std::ostream* out) {
  *out << counted.object << ':' << counted.program;
}

constexpr std::size_t kLeastForTc = 34;  // Ethernet and IPv4 headers: test runs of tc want both

const std::vector<Counted>& counted_programs() {
  static const std::vector<Counted> kPrograms = {
      {"fizzbuzz/pass", ""},
      {"fizzbuzz/v1_fizz", ""},
      {"fizzbuzz/v2_fizzbuzz", ""},
      {"fizzbuzz/v3_fibonacci", ""},
      {"fizzbuzz/v4_fibonacci_table", ""},
      {"tests/counted_calls", "calls"},
      {"tests/counted_tail_calls", "first"},
      {"tests/counted_edges", "atomics"},
      {"tests/counted_edges", "locked"},
      {"tests/counted_edges", "may_go", "bpf_check_attach_target"},
      {"tests/counted_edges", "full_stack"},
      {"tests/counted_edges", "full_registers"},
      {"tests/counted_edges", "far_jumps"},
      {"tests/counted_iterator", "iterator", "bpf_iter_num_new"},
      {"tests/counted_throw", "throwing", "bpf_throw"},
      {"tests/counted_chance", "clock_and_random"},
      {"tests/load_balancer", ""},
      {"tests/nat", ""},
      {"tests/parser", ""},
  };
  return kPrograms;
}

// Frames that lead every program along several ways.
ProfiledPacket some_frames() {
  ProfiledPacket packet{need(load_packet("udp64")), {}};
  packet.packet.name = "some";
  const Bytes first = packet.packet.frames.front();
  for (const char* name : {"tcp64", "udp1500", "arp", "ipv6-udp", "vlan-udp", "fibonacci-large",
                           "fizzbuzz", "truncated", "udp64"}) {
    packet.packet.frames.push_back(need(load_packet(name)).frames.front());
  }
  for (const int address : {0, 1, 7, 13, 45, 233, 255}) {
    Bytes frame = first;
    frame[29] = static_cast<std::uint8_t>(address);  // the source address' last byte
    packet.packet.frames.push_back(frame);
  }
  return packet;
}

ProfiledPacket frames_for(const Counted& program) {
  ProfiledPacket packet = some_frames();
  if (std::string(program.object) == "tests/nat") {
    std::erase_if(packet.packet.frames,
                  [](const Bytes& frame) { return frame.size() < kLeastForTc; });
  }
  return packet;
}

class KernelProfileTest : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    need(pin_to_cpu(std::nullopt));
  }

  static Result<Profile> profile(const fs::path& object, const std::string& program,
                                 const ProfiledPacket& packet, const ProfileOptions& options = {}) {
    return profile_program({object, program}, {packet}, kQueueObject, options);
  }
};

// By slot of each instruction, in the order of the programs.
std::vector<std::vector<std::uint64_t>> by_slot(const Profile& profile, const Hits& hits) {
  std::vector<std::vector<std::uint64_t>> all;
  for (std::size_t p = 0; p < profile.programs.size(); ++p) {
    const ProfiledProgram& program = profile.programs[p];
    std::vector<std::uint64_t> slots(program.code.code.insns.size(), 0);
    for (std::size_t slot = 0; slot < slots.size(); ++slot) {
      if (slot > 0 && is_wide(program.code.code.insns[slot - 1])) continue;
      slots[slot] = hits[p][program.graph.block_at[slot]];
    }
    all.push_back(std::move(slots));
  }
  return all;
}

class KernelProfiledProgramTest : public KernelProfileTest,
                                  public ::testing::WithParamInterface<Counted> {
 protected:
  void SetUp() override {
    KernelProfileTest::SetUp();
    const std::string function = GetParam().kernel_function;
    if (!function.empty() && libbpf_find_vmlinux_btf_id(function.c_str(), BPF_TRACE_FENTRY) < 0) {
      GTEST_SKIP() << "this kernel has no " << function;
    }
  }
};

TEST_P(KernelProfiledProgramTest, AgreesWithACounterOnEveryInstruction) {
  const ProfiledPacket packet = frames_for(GetParam());
  const fs::path object = built_object(GetParam().object);
  const Profile usual = need(profile(object, GetParam().program, packet));
  const Profile every = need(profile(object, GetParam().program, packet,
                                     {Granularity::instruction, Coverage::every_block, SIZE_MAX}));
  EXPECT_EQ(usual.packets[0].first.instructions, every.packets[0].first.instructions);
  EXPECT_EQ(usual.packets[0].later.instructions, every.packets[0].later.instructions);
  EXPECT_EQ(by_slot(usual, usual.packets[0].first.hits),
            by_slot(every, every.packets[0].first.hits));
  EXPECT_THAT(usual.packets[0].not_exact_because, ::testing::IsEmpty());
  EXPECT_THAT(every.packets[0].not_exact_because, ::testing::IsEmpty());
  EXPECT_LT(usual.programs[0].counters, every.programs[0].counters);
}

TEST_P(KernelProfiledProgramTest, AgreesWithAnInterpreter) {
  const ProfiledPacket packet = frames_for(GetParam());
  const fs::path object = built_object(GetParam().object);
  const Profile counted = need(profile(object, GetParam().program, packet));
  HookedObject loaded =
      need(load_hooked(object, GetParam().program, OtherPrograms::of_program_maps, nullptr));
  Interpreter interpreter(loaded.programs, loaded.object.maps());
  try {
    for (std::size_t i = 0; i < packet.packet.frames.size(); ++i) {
      EXPECT_EQ(interpreter.run(packet.packet.frames[i]), counted.packets[0].first.verdicts[i])
          << "frame " << i;
    }
  } catch (const NotEmulated& what) {
    GTEST_SKIP() << "the tests' interpreter does not know " << what.what();
  }
  EXPECT_EQ(interpreter.executed(), by_slot(counted, counted.packets[0].first.hits));
}

INSTANTIATE_TEST_SUITE_P(, KernelProfiledProgramTest, ::testing::ValuesIn(counted_programs()),
                         [](const auto& one) {
                           std::string name = one.param.object;
                           name += std::string("_") + one.param.program;
                           std::replace(name.begin(), name.end(), '/', '_');
                           return name;
                         });

// The objects of Debian's xdp-tools, which libxdp1 carries; on Ubuntu they lie in the same place.
std::vector<fs::path> distributed_objects() {
  std::vector<fs::path> objects;
  for (const char* folder :
       {"/usr/lib/bpf", "/usr/lib/x86_64-linux-gnu/bpf", "/usr/lib/aarch64-linux-gnu/bpf"}) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
      if (entry.path().extension() == ".o") objects.push_back(entry.path());
    }
  }
  std::sort(objects.begin(), objects.end());
  return objects;
}

TEST_F(KernelProfileTest, AgreesOnTheDistributionsObjects) {
  const ProfiledPacket packet = some_frames();
  std::size_t counted = 0;
  for (const fs::path& object : distributed_objects()) {
    for (const std::string& program : xdp_programs(object).value_or(std::vector<std::string>())) {
      const auto usual = profile(object, program, packet);
      if (!usual) {
        // The kernel may not take a distribution's older program; with counters it must not be the
        // first to say so.
        EXPECT_THAT(usual.error().message, Not(HasSubstr("without counters"))) << object;
        std::cout << usual.error().message << "\n";
        continue;
      }
      const Profile every = need(profile(
          object, program, packet, {Granularity::instruction, Coverage::every_block, SIZE_MAX}));
      EXPECT_TRUE(usual->packets[0].exact) << object;
      EXPECT_EQ(by_slot(*usual, usual->packets[0].first.hits),
                by_slot(every, every.packets[0].first.hits))
          << object << " " << program;
      ++counted;
    }
  }
  std::cout << counted << " programs of the distribution agree\n";
  if (counted == 0) GTEST_SKIP() << "no object of xdp-tools is installed (Debian: libxdp1)";
}

TEST_F(KernelProfileTest, CountsRepeatsExactly) {
  ProfiledPacket once{need(load_packet("fibonacci-large")), {}};
  ProfiledPacket often = once;
  often.packet.frames.resize(100, once.packet.frames.front());
  const fs::path object = built_object("fizzbuzz/v3_fibonacci");
  const Profile one = need(profile(object, "", once));
  const Profile hundred = need(profile(object, "", often));
  const std::uint64_t instructions = one.packets[0].later.instructions.front();
  EXPECT_GT(instructions, 50U);
  EXPECT_EQ(hundred.packets[0].later.instructions, std::vector<std::uint64_t>(100, instructions));
  EXPECT_EQ(instructions_of(hundred.programs, hundred.packets[0].later.hits), 100 * instructions);
}

TEST_F(KernelProfileTest, FitsThePartsOfSeveralLoadsTogether) {
  const ProfiledPacket packet = some_frames();
  for (const char* object : {"fizzbuzz/v2_fizzbuzz", "tests/counted_tail_calls"}) {
    const std::string program = std::string(object).ends_with("calls") ? "first" : "";
    const Profile whole = need(profile(built_object(object), program, packet));
    ProfileOptions few;
    few.most_counters = 3;
    const Profile parts = need(profile(built_object(object), program, packet, few));
    EXPECT_EQ(whole.packets[0].loads, 1U);
    EXPECT_GT(parts.packets[0].loads, 2U);
    EXPECT_EQ(whole.packets[0].first.hits, parts.packets[0].first.hits);
    EXPECT_EQ(whole.packets[0].later.instructions, parts.packets[0].later.instructions);
  }
}

TEST_F(KernelProfileTest, TakesSeveralLoadsNearTheVerifiersLimit) {
  const ProfiledPacket packet{need(load_packet("udp64")), {}};
  const Profile counted = need(profile(built_object("tests/counted_near_limit"), "", packet));
  EXPECT_GT(counted.programs[0].verifier.processed_insns.value_or(0), 700000U);
  EXPECT_GT(counted.packets[0].loads, 1U);
  EXPECT_TRUE(counted.packets[0].exact);
}

TEST_F(KernelProfileTest, SaysWhatTheVerifierAcceptsOnlyWithoutCounters) {
  const ProfiledPacket packet{need(load_packet("udp64")), {}};
  const auto counted = profile(built_object("tests/counted_limit"), "", packet);
  ASSERT_FALSE(counted);
  EXPECT_EQ(counted.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(counted.error().message, HasSubstr("accepts program 'near_limit'"));
  EXPECT_THAT(counted.error().message, HasSubstr("only without counters"));
  EXPECT_THAT(counted.error().detail, HasSubstr("too large"));
}

TEST_F(KernelProfileTest, MarksWhatDiffersBetweenInstances) {
  const ProfiledPacket packet{need(load_packet("udp64")), {}};
  const fs::path object = built_object("tests/counted_chance");
  // Two maps may lie at places of the same hash; ten times they do not.
  for (int tries = 0; tries < 10; ++tries) {
    const Profile counted = need(profile(object, "by_address", packet));
    if (counted.packets[0].exact) continue;
    EXPECT_THAT(counted.packets[0].not_exact_because,
                Contains(ContainsRegex("two fresh instances differ in .*counted_chance.bpf.c:")));
    return;
  }
  FAIL() << "never seen to differ";
}

TEST_F(KernelProfileTest, MakesClocksAndRandomNumbersVirtual) {
  const ProfiledPacket packet = some_frames();
  const fs::path object = built_object("tests/counted_chance");
  const Profile one = need(profile(object, "clock_and_random", packet));
  const Profile two = need(profile(object, "clock_and_random", packet));
  EXPECT_TRUE(one.virtual_calls);
  EXPECT_TRUE(one.packets[0].exact);
  EXPECT_EQ(one.packets[0].later.instructions, two.packets[0].later.instructions);
  // The random numbers are not all the same.
  EXPECT_NE(one.packets[0].later.instructions.front(), one.packets[0].later.instructions.back());
}

TEST_F(KernelProfileTest, CountsFunctionsCallbacksAndHelpers) {
  const ProfiledPacket packet{need(load_packet("udp64")), {}};
  const Profile counted = need(profile(built_object("tests/counted_calls"), "calls", packet));
  std::map<std::string, std::uint64_t> calls;
  for (const auto& figure : function_figures(counted.programs, counted.packets[0].later.hits)) {
    calls[figure.function] = figure.calls;
  }
  // mixed() calls twice() 4 times, the program 5 times, add() each time: until index is 20.
  EXPECT_EQ(calls, (std::map<std::string, std::uint64_t>{
                       {"calls", 1}, {"mixed", 1}, {"add", 21}, {"twice", 30}, {"visit", 5}}));
  std::map<std::string, std::uint64_t> helpers;
  for (const auto& figure : call_figures(counted.programs, counted.packets[0].later.hits)) {
    helpers[figure.helper + " " + figure.map] = figure.calls;
  }
  EXPECT_EQ(helpers,
            (std::map<std::string, std::uint64_t>{
                {"map_update_elem seen", 5}, {"for_each_map_elem seen", 1}, {"loop ", 1}}));
}

TEST_F(KernelProfileTest, PreparesMapsBeforeEachFrame) {
  ProfiledPacket packet{need(load_packet("fizz")), {}};
  packet.maps = {{"messages", MapPreparation::fill, {}},
                 {"of another program", MapPreparation::clear, {}}};
  EXPECT_TRUE(need(profile(built_object("fizzbuzz/v1_fizz"), "", packet)).packets[0].exact);
}

TEST_F(KernelProfileTest, NamesThePacketThatTheTypeRefuses) {
  const ProfiledPacket packet{{"short", {Bytes(13, 0)}}, {}};
  const auto counted = profile(built_object("fizzbuzz/v1_fizz"), "", packet);
  ASSERT_FALSE(counted);
  EXPECT_EQ(counted.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(counted.error().message,
              HasSubstr("of type xdp cannot be run on frame 1 of packet 'short' (13 bytes)"));
}

TEST_F(KernelProfileTest, CountsWithoutLinesToo) {
  std::string bytes = need(read_file(built_object("fizzbuzz/v3_fibonacci"), 1u << 20));
  const std::size_t at = bytes.find(".BTF.ext");
  ASSERT_NE(at, std::string::npos);
  for (std::size_t name = at; name != std::string::npos; name = bytes.find(".BTF.ext", name + 1)) {
    bytes[name + 1] = 'X';
  }
  const fs::path object = fs::temp_directory_path() / "bpfmark_without_lines.bpf.o";
  must(write_file(object, bytes));
  const ProfiledPacket packet = some_frames();
  const Profile without = need(profile(object, "", packet));
  const Profile with = need(profile(built_object("fizzbuzz/v3_fibonacci"), "", packet));
  fs::remove(object);
  EXPECT_TRUE(line_figures(without.programs, without.packets[0].first.hits).empty());
  EXPECT_FALSE(line_figures(with.programs, with.packets[0].first.hits).empty());
  EXPECT_EQ(without.packets[0].first.hits, with.packets[0].first.hits);
}

}  // namespace
}  // namespace bpfmark
