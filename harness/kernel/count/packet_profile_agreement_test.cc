// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Counts against two other ways to them: a counter on every instruction, and an interpreter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>

#include "harness/kernel/count/counter_map.h"
#include "harness/kernel/count/interpreter_test.h"
#include "harness/kernel/count/packet_profile_fixture_test.h"
#include "harness/kernel/program/test_run.h"
#include "harness/kernel/rewrite/hooked_load.h"
#include "harness/profile/counter_code.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

struct Counted {
  const char* object;
  const char* program;               // empty: the only one
  const char* kernel_function = "";  // that the kernel must have
  bool is_tc = false;
};

// Else the names of the tests would hold addresses.
void PrintTo(const Counted& counted, std::ostream* out) {
  *out << counted.object << ':' << counted.program;
}

constexpr std::size_t kMinForTc = 34;  // Ethernet and IPv4 headers: test runs of tc want both

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
      {"tests/chained", "before"},
      {"tests/counted_skb", "", "", true},
      {"tests/nat", "", "", true},
      {"tests/tc_sections", "at_ingress", "", true},
      {"tests/parser", ""},
  };
  return kPrograms;
}

ProfiledPacket frames_for(const Counted& program) {
  ProfiledPacket packet = some_frames();
  if (program.is_tc) {
    std::erase_if(packet.packet.frames,
                  [](const Bytes& frame) { return frame.size() < kMinForTc; });
  }
  return packet;
}

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

// Clocks and random numbers are virtual, as they are where it is counted; nothing is counted.
HookedObject load_without_counters(const Counted& program, const CounterMap& cells) {
  const CodeChange change = [&cells](const ProgramCode& code) {
    return std::optional(
        rewrite(code.code.insns, edits_for(code.code, {}, cells.fd(), kFirstCounterCell)));
  };
  return need(load_hooked({built_image(program.object), program.program},
                          OtherPrograms::of_program_maps, change));
}

TEST_P(KernelProfiledProgramTest, AgreesWithAnInterpreter) {
  const std::vector<Bytes> frames = frames_for(GetParam()).packet.frames;
  const Profile counted =
      need(profile(built_object(GetParam().object), GetParam().program, frames_for(GetParam())));
  const CounterMap cells = need(CounterMap::make(0));
  const HookedObject loaded = load_without_counters(GetParam(), cells);
  Interpreter interpreter(loaded.programs, loaded.object.maps(), counted.type);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const TestRunOutcome real = need(test_run(loaded.object.program_fd(), frames[i], 1));
    EXPECT_EQ(interpreter.run(frames[i]), real.verdict) << "frame " << i;
    EXPECT_EQ(interpreter.output(), real.output) << "frame " << i;
    EXPECT_EQ(counted.packets[0].first.verdicts[i], real.verdict) << "frame " << i;
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
    for (const std::string& program :
         xdp_programs(*need(read_image(object))).value_or(std::vector<std::string>())) {
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

}  // namespace
}  // namespace bpfmark
