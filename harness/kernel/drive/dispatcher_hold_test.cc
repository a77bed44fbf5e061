// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/drive/dispatcher_hold.h"

#include <bpf/bpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "harness/base/unique_fd.h"
#include "harness/kernel/drive/driver.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/object/built_image_test.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

Driver loaded_driver() {
  return need(Driver::load(built_image("drive/driver"), {{Bytes(64), 64}}, false));
}

using KernelDispatcherHoldTest = KernelWithDriverTest;

TEST_F(KernelDispatcherHoldTest, HoldsProgramsAlone) {
  auto pass = need(Object::open(built_object("fizzbuzz/pass"), ""));
  must(pass.load(false));
  EXPECT_TRUE(DispatcherHold::hold(pass.program_fd()).has_value());
  const auto refused = DispatcherHold::hold(-1);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::cannot_measure);
  EXPECT_EQ(refused.error().errno_value, EBADF);
}

TEST_F(KernelDispatcherHoldTest, LeavesThisThreadInItsNamespace) {
  const auto before = fs::read_symlink("/proc/thread-self/ns/net");
  const Driver driver = loaded_driver();
  EXPECT_EQ(fs::read_symlink("/proc/thread-self/ns/net"), before);
}

std::uint32_t program_id(int program_fd) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof info;
  EXPECT_EQ(bpf_obj_get_info_by_fd(program_fd, &info, &size), 0);
  return info.id;
}

// Of the links that hold this very program: others may come and go on the machine.
std::vector<std::uint32_t> links_of(std::uint32_t program) {
  std::vector<std::uint32_t> links;
  for (std::uint32_t id = 0; bpf_link_get_next_id(id, &id) == 0;) {
    const UniqueFd link(bpf_link_get_fd_by_id(id));
    bpf_link_info info{};
    std::uint32_t size = sizeof info;
    if (bpf_obj_get_info_by_fd(link.get(), &info, &size) == 0 && info.prog_id == program) {
      links.push_back(id);
    }
  }
  return links;
}

std::size_t open_files(const std::string& kind) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    count += fs::read_symlink(entry, error).string().rfind(kind, 0) == 0 ? 1 : 0;
  }
  return count;
}

// The kernel frees what was closed a little later.
template <typename Gone>
bool is_gone_soon(Gone gone) {
  for (int tries = 0; tries < 500; ++tries) {
    if (gone()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

void expect_gone(std::uint32_t program, std::uint32_t link) {
  EXPECT_TRUE(is_gone_soon([&] { return !UniqueFd(bpf_prog_get_fd_by_id(program)); }));
  EXPECT_TRUE(is_gone_soon([&] { return !UniqueFd(bpf_link_get_fd_by_id(link)); }));
}

TEST_F(KernelDispatcherHoldTest, LeavesNothingBehind) {
  const std::size_t files = open_files("");
  const std::size_t networks = open_files("net:");
  std::uint32_t program = 0;
  std::vector<std::uint32_t> links;
  {
    const Driver driver = loaded_driver();
    program = program_id(driver.program_fd());
    links = links_of(program);
    ASSERT_EQ(links.size(), 1u) << "it is held";
    EXPECT_EQ(open_files("net:"), networks + 1);
  }
  EXPECT_EQ(open_files("net:"), networks);
  EXPECT_EQ(open_files(""), files);
  expect_gone(program, links.front());
}

TEST_F(KernelDispatcherHoldTest, LeavesNothingBehindWhenKilled) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      const Driver driver = loaded_driver();
      const std::uint32_t program = program_id(driver.program_fd());
      const std::uint32_t ids[] = {program, links_of(program).at(0)};
      if (::write(ends[1], ids, sizeof ids) == sizeof ids) ::kill(::getpid(), SIGKILL);
    } catch (const std::exception&) {  // must not come back into the tests
    }
    ::_exit(1);
  }
  ::close(ends[1]);
  std::uint32_t ids[2] = {};
  EXPECT_EQ(::read(ends[0], ids, sizeof ids), static_cast<ssize_t>(sizeof ids));
  ::close(ends[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  expect_gone(ids[0], ids[1]);
}

}  // namespace
}  // namespace bpfmark
