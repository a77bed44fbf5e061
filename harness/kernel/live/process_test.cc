// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What belongs to this process or thread: CPUs, capabilities, and what libbpf has to say. Whatever
// changes the process for good is done in a child.
#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <functional>
#include <thread>

#include "harness/kernel/drive/probes.h"
#include "harness/kernel/machine/capabilities_test.h"
#include "harness/kernel/machine/cpus.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/machine/libbpf_log.h"
#include "harness/kernel/machine/privilege.h"
#include "harness/kernel/program/object.h"

namespace bpfmark {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// What `question` answers in a child process that has done `before`.
std::vector<std::string> in_child(const std::function<void()>& before,
                                  const std::function<std::vector<std::string>()>& question) {
  int ends[2];
  if (::pipe(ends) != 0) return {"no pipe"};
  const pid_t child = ::fork();
  if (child == 0) {
    before();
    std::string text;
    try {
      for (const std::string& each : question()) text += each + "\n";
    } catch (const std::exception& failure) {  // must not come back into the tests
      text = failure.what();
    }
    const auto written = ::write(ends[1], text.data(), text.size());
    ::_exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return {"the child failed"};
  std::vector<std::string> lines;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    lines.push_back(text.substr(at, end - at));
  }
  return lines;
}

TEST(CapabilitiesTest, AreAllMissingWithoutAny) {
  EXPECT_THAT(in_child([] { keep_capabilities({}); }, missing_capabilities),
              ElementsAre("CAP_BPF", "CAP_PERFMON", "CAP_NET_ADMIN", "CAP_SYS_ADMIN"));
}

using KernelCapabilitiesTest = KernelTest;

TEST_F(KernelCapabilitiesTest, NamesThoseThatAreMissing) {
  const struct {
    std::vector<unsigned> kept;
    std::vector<std::string> missing;
  } cases[] = {
      {{CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN}, {"CAP_SYS_ADMIN"}},
      {{CAP_SYS_ADMIN, CAP_NET_ADMIN}, {}},
      {{CAP_SYS_ADMIN}, {"CAP_NET_ADMIN"}},
      {{CAP_BPF, CAP_NET_ADMIN}, {"CAP_PERFMON", "CAP_SYS_ADMIN"}},
      {{CAP_PERFMON, CAP_NET_ADMIN}, {"CAP_BPF", "CAP_SYS_ADMIN"}},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(in_child([&] { keep_capabilities(c.kept); }, missing_capabilities), c.missing);
  }
}

TEST_F(KernelCapabilitiesTest, WithoutThemTheMessageSaysWhatToDo) {
  const auto load = []() -> std::vector<std::string> {
    auto object = need(Object::open(built_object("fizzbuzz/pass"), ""));
    const auto loaded = object.load(false);
    if (loaded) return {"loaded"};
    return {loaded.error().message,
            loaded.error().kind == ErrorKind::cannot_measure ? "cannot measure" : "bad input"};
  };
  // The build tree may be in a home that its owner alone may enter.
  EXPECT_THAT(in_child([] { keep_capabilities({CAP_DAC_READ_SEARCH}); }, load),
              ElementsAre(HasSubstr("run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON"),
                          "cannot measure"));
}

std::vector<std::string> available_features() {
  std::vector<std::string> names;
  for (const Feature& feature : probe_features(std::filesystem::path(BPFMARK_BINARY_DIR) / "bpf")) {
    EXPECT_TRUE(feature.available || !feature.without.empty()) << feature.name;
    if (feature.available) names.push_back(feature.name);
  }
  return names;
}

TEST_F(KernelCapabilitiesTest, FeaturesAreTriedOut) {
  const std::vector<std::string> here = available_features();
  EXPECT_THAT(here, Contains("XDP test runs"));
  EXPECT_THAT(in_child([] { keep_capabilities({}); }, available_features), IsEmpty());
  for (const Feature& feature : probe_features("/nonexistent")) {
    if (feature.name != "XDP test runs") continue;
    EXPECT_FALSE(feature.available);
    EXPECT_THAT(feature.without, HasSubstr("/nonexistent"));
  }
}

TEST(CpusTest, AllowedAreSomeOfThePossible) {
  const std::vector<int> allowed = allowed_cpus();
  ASSERT_THAT(allowed, Not(IsEmpty()));
  EXPECT_TRUE(std::is_sorted(allowed.begin(), allowed.end()));
  EXPECT_LT(static_cast<std::size_t>(allowed.back()), possible_cpus());
}

// Each in a thread, which takes its affinity with it when it ends.
TEST(CpusTest, BindsToTheHighestOrTheOneThatIsAsked) {
  const std::vector<int> allowed = allowed_cpus();
  std::thread([&] {
    EXPECT_EQ(need(pin_to_cpu(std::nullopt)), allowed.back());
    EXPECT_THAT(allowed_cpus(), ElementsAre(allowed.back()));
    EXPECT_EQ(::sched_getcpu(), allowed.back());
  }).join();
  std::thread([&] {
    EXPECT_EQ(need(pin_to_cpu(allowed.front())), allowed.front());
    EXPECT_EQ(::sched_getcpu(), allowed.front());
  }).join();
  EXPECT_EQ(allowed_cpus(), allowed) << "only the thread was bound";
}

TEST(CpusTest, RefusesACpuThatIsNotAllowed) {
  std::thread([] {
    const int only = need(pin_to_cpu(std::nullopt));
    for (const int cpu : {only + 1, -1, 1 << 30}) {
      const auto pinned = pin_to_cpu(cpu);
      ASSERT_FALSE(pinned.has_value()) << cpu;
      EXPECT_EQ(pinned.error().kind, ErrorKind::bad_input);
      EXPECT_THAT(pinned.error().message, HasSubstr("--cpu " + std::to_string(cpu)));
      EXPECT_THAT(pinned.error().message, HasSubstr("CPU " + std::to_string(only) + " only"));
    }
  }).join();
}

void open_missing(const std::string& name) {
  bpf_object__close(bpf_object__open_file(("/nonexistent/" + name).c_str(), nullptr));
}

TEST(LibbpfLogTest, KeepsWarningsUntilTheNextStart) {
  start_libbpf_log();
  EXPECT_EQ(libbpf_log(), "");
  open_missing("one");
  open_missing("two");
  EXPECT_THAT(libbpf_log(), HasSubstr("/nonexistent/one"));
  EXPECT_THAT(libbpf_log(), HasSubstr("/nonexistent/two"));
  start_libbpf_log();
  EXPECT_EQ(libbpf_log(), "");
}

TEST(LibbpfLogTest, KeepsTheEndOfVeryMuch) {
  start_libbpf_log();
  for (int i = 0; i < 2000; ++i) open_missing(std::string(100, 'x'));
  open_missing("last");
  EXPECT_LE(libbpf_log().size(), 65536u);
  EXPECT_GT(libbpf_log().size(), 60000u);
  EXPECT_THAT(libbpf_log(), HasSubstr("/nonexistent/last"));
}

TEST(LibbpfLogTest, IsOfThisThread) {
  start_libbpf_log();
  std::thread([] { open_missing("elsewhere"); }).join();
  EXPECT_EQ(libbpf_log(), "");
}

}  // namespace
}  // namespace bpfmark
