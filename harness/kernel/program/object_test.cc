// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/program/object.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <random>

#include "harness/base/file.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/object/built_image_test.h"
#include "harness/kernel/object/compiler.h"
#include "harness/kernel/program/full_refusal.h"
#include "harness/kernel/program/test_run.h"
#include "harness/profile/verifier_log.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ObjectTest : public ::testing::Test {
 protected:
  ~ObjectTest() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& bytes) const {
    must(write_file(folder_ / name, bytes));
    return folder_ / name;
  }

  const fs::path folder_ = [] {
    const fs::path folder =
        fs::temp_directory_path() / ("bpfmark_object_test_" + std::to_string(::getpid()));
    fs::create_directories(folder);
    return folder;
  }();
};

std::string bytes_of(const std::string& object) {
  return need(read_file(built_object(object), kMaxObjectBytes));
}

// The one message of a file that cannot be opened; it must name the file and be one line.
std::string refusal(const fs::path& path, const std::string& program = "") {
  const auto object = Object::open(path, program);
  if (object) return "opened";
  EXPECT_EQ(object.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(object.error().message, AllOf(HasSubstr(path.string()), Not(HasSubstr("\n"))));
  return object.error().message;
}

TEST_F(ObjectTest, OpensTheOnlyXdpProgram) {
  const auto object = Object::open(built_object("fizzbuzz/pass"), "");
  ASSERT_TRUE(object.has_value()) << object.error().message;
  EXPECT_EQ(object->program_name(), "pass");
  EXPECT_FALSE(object->wants_frags());
}

TEST_F(ObjectTest, RefusesWhatIsNoFile) {
  EXPECT_THAT(refusal(folder_ / "missing.bpf.o"), HasSubstr("No such file"));
  EXPECT_THAT(refusal(folder_), HasSubstr("not a regular file"));
  EXPECT_THAT(refusal("/dev/zero"), HasSubstr("not a regular file"));
  EXPECT_THAT(refusal(built_object("fizzbuzz/pass") / "x"), HasSubstr("Not a directory"));
  fs::create_symlink("loop", folder_ / "loop");
  EXPECT_THAT(refusal(folder_ / "loop"), HasSubstr("symbolic links"));
}

TEST_F(ObjectTest, RefusesAHugeFileUnread) {
  const fs::path huge = write("huge.bpf.o", "");
  fs::resize_file(huge, kMaxObjectBytes + 1);  // sparse
  EXPECT_THAT(refusal(huge), HasSubstr("larger than 67108864 bytes"));
}

TEST_F(ObjectTest, RefusesWhatIsNoBpfObject) {
  std::string random_elf = std::string("\177ELF\2\1\1", 7) + std::string(9, '\0');
  std::mt19937_64 random(7);
  while (random_elf.size() < 4096) random_elf += static_cast<char>(random());
  const fs::path files[] = {
      write("empty.bpf.o", ""),
      write("text.bpf.o", "int main(void) { return 0; }\n"),
      write("zero.bpf.o", std::string(4096, '\0')),
      write("magic.bpf.o", "\177ELF"),
      write("random.bpf.o", random_elf),
      write("ar.bpf.o", "!<arch>\n" + bytes_of("fizzbuzz/pass")),
      "/bin/true",
  };
  for (const fs::path& file : files) {
    EXPECT_THAT(refusal(file), HasSubstr("is not a BPF object that can be read")) << file;
  }
}

TEST_F(ObjectTest, SaysWhatItNeedsToPickAProgram) {
  const fs::path several = built_object("tests/guard");
  EXPECT_THAT(refusal(several),
              HasSubstr(several.string() + ":PROGRAM, of: guard (xdp), guard_frags (xdp.frags)"));
  EXPECT_THAT(refusal(several, "absent"),
              HasSubstr("has no program 'absent'; it has: guard (xdp), guard_frags (xdp.frags)"));
  EXPECT_THAT(
      refusal(built_object("tests/classifier")),
      AllOf(HasSubstr("holds no XDP program"), HasSubstr("classifier"), HasSubstr("SEC(\"xdp\")")));
  EXPECT_THAT(refusal(built_object("tests/classifier"), "classifier"),
              HasSubstr("is of type sched_cls"));
  EXPECT_THAT(refusal(built_object("tests/no_program")), HasSubstr("holds no BPF program"));
}

TEST_F(ObjectTest, PicksByName) {
  const auto plain = need(Object::open(built_object("tests/guard"), "guard"));
  const auto frags = need(Object::open(built_object("tests/guard"), "guard_frags"));
  EXPECT_FALSE(plain.wants_frags());
  EXPECT_TRUE(frags.wants_frags());
  EXPECT_EQ(frags.program_name(), "guard_frags");
}

TEST_F(ObjectTest, SetsAConstantOnlyWhereThereIsOne) {
  auto without = need(Object::open(built_object("fizzbuzz/pass"), ""));
  const auto refused = without.set_first_constant(1);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("pass.bpf.o"));
  auto with = need(Object::open(built_object("drive/queue"), "drain"));
  EXPECT_TRUE(with.set_first_constant(1).has_value());
}

TEST_F(ObjectTest, KnowsTheCompiler) {
  EXPECT_THAT(compiler_of(*built_image("fizzbuzz/pass")).value_or("none"),
              AllOf(HasSubstr("clang version "), Not(HasSubstr("\n"))));
  EXPECT_EQ(compiler_of({"none", "", ""}), std::nullopt);
  EXPECT_EQ(compiler_of({"text", "clang version 99\n", ""}), std::nullopt);
}

using KernelObjectTest = KernelTest;

TEST_F(KernelObjectTest, CarriesTheVerifiersWord) {
  auto object = need(Object::open(built_object("tests/out_of_bounds"), ""));
  const auto loaded = object.load(false);
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().kind, ErrorKind::cannot_measure);
  EXPECT_EQ(loaded.error().errno_value, EACCES);
  EXPECT_THAT(loaded.error().message,
              AllOf(HasSubstr("the verifier rejects program 'out_of_bounds' of"),
                    HasSubstr("tests/out_of_bounds.bpf.o"), Not(HasSubstr("\n"))));
  EXPECT_THAT(loaded.error().detail, AllOf(HasSubstr("invalid access to packet"),
                                           HasSubstr("data[20]"), Not(HasSubstr("processed "))));
}

TEST_F(KernelObjectTest, NamesTheRelocationThatThisKernelDoesNotMeet) {
  const ProgramImage program{built_image("tests/core_missing"), ""};
  const auto loaded = need(Object::open(program)).load_with_statistics(false);
  ASSERT_FALSE(loaded.has_value());
  const Error error = refusal_in_full(program, ProgramTypes::xdp, loaded.error());
  EXPECT_EQ(error.kind, ErrorKind::cannot_measure);
  EXPECT_THAT(error.message,
              AllOf(HasSubstr("program 'core_missing' of "), HasSubstr("CO-RE relocation"),
                    HasSubstr("struct sk_buff___mine.no_such_field"), Not(HasSubstr("\n"))));
}

TEST_F(KernelObjectTest, TellsExactFigures) {
  auto object = need(Object::open(built_object("tests/stack"), ""));
  const std::string statistics = need(object.load_with_statistics(false));
  EXPECT_EQ(stack_bytes_of(statistics), 128u + 64u) << statistics;
  const ProgramInfo info = need(object.info());
  EXPECT_EQ(info.name, "stack");
  EXPECT_EQ(info.tag.size(), 16u);
  EXPECT_GT(info.xlated_insns, 10u);

  auto again = need(Object::open(built_object("tests/stack"), ""));
  must(again.load(false));
  const ProgramInfo same = need(again.info());
  EXPECT_EQ(same.tag, info.tag);
  EXPECT_EQ(same.xlated_insns, info.xlated_insns);
  EXPECT_EQ(same.verified_insns, info.verified_insns);
}

TEST_F(KernelObjectTest, ALoopIsVerifiedManyTimes) {
  auto object = need(Object::open(built_object("fizzbuzz/v3_fibonacci"), ""));
  must(object.load(false));
  const ProgramInfo info = need(object.info());
  if (!info.verified_insns) GTEST_SKIP() << "this kernel does not tell: it came with Linux 5.16";
  EXPECT_GT(*info.verified_insns, info.xlated_insns);
}

std::uint32_t first_verdict(Object& object) {
  must(object.load(false));
  return need(test_run(object.program_fd(), Bytes(64), 1)).verdict;
}

TEST_F(KernelObjectTest, PinnedMapsLeaveNothingBehind) {
  constexpr std::uint32_t kDrop = 1;           // XDP_DROP: the first packet of the map
  fs::remove("/sys/fs/bpf/bpfmark_test_pin");  // of a run of this test that failed
  auto first = need(Object::open(built_object("tests/pinned"), ""));
  EXPECT_EQ(first_verdict(first), kDrop);
  EXPECT_FALSE(fs::exists("/sys/fs/bpf/bpfmark_test_pin"));
  auto second = need(Object::open(built_object("tests/pinned"), ""));
  EXPECT_EQ(first_verdict(second), kDrop) << "while the first load is still there";
  {
    const Object dropped = std::move(first);
    const Object dropped_too = std::move(second);
  }
  auto third = need(Object::open(built_object("tests/pinned"), ""));
  EXPECT_EQ(first_verdict(third), kDrop) << "after the others are gone";
  EXPECT_FALSE(fs::exists("/sys/fs/bpf/bpfmark_test_pin"));
}

TEST_F(KernelObjectTest, LoadsThePickedProgramAlone) {
  auto object = need(Object::open(built_object("tests/guard"), "guard"));
  must(object.load(false));
  EXPECT_EQ(need(object.info()).name, "guard");
  EXPECT_EQ(bpf_program__fd(bpf_object__find_program_by_name(object.get(), "guard_frags")), -ENOENT)
      << "it was not asked for";
}

TEST_F(KernelObjectTest, ListsMapsAsTheyAre) {
  auto object = need(Object::open(built_object("tests/map_types"), ""));
  EXPECT_THAT(object.maps(), IsEmpty()) << "nothing before the load";
  must(object.load(false));
  const struct {
    const char* name;
    const char* type;
    std::size_t key, value, entries;
    bool internal;
  } wanted[] = {
      {"pairs", "queue", 0, 8, 100, false},       {"colours", "stack", 0, 4, 5000, false},
      {"untyped", "queue", 0, 1000, 8, false},    {"ring", "ringbuf", 0, 0, 4096, false},
      {"hash", "hash", 4, 4, 64, false},          {"lpm", "lpm_trie", 8, 4, 64, false},
      {"array", "array", 4, 4, 8, false},         {"lru", "lru_hash", 4, 4, 64, false},
      {"programs", "prog_array", 4, 4, 2, false},
  };
  for (const auto& w : wanted) {
    SCOPED_TRACE(w.name);
    bool found = false;
    for (const Map& map : object.maps()) {
      if (map.name != w.name) continue;
      found = true;
      EXPECT_EQ(map.type_name, w.type);
      EXPECT_EQ(map.key_bytes, w.key);
      EXPECT_EQ(map.value_bytes, w.value);
      EXPECT_EQ(map.max_entries, w.entries);
      EXPECT_EQ(map.internal, w.internal);
      EXPECT_GE(map.fd, 0);
    }
    EXPECT_TRUE(found);
  }
}

}  // namespace
}  // namespace bpfmark
