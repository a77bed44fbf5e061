// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The real binary with its standard streams closed, full, or without a reader: never a crash, and
// lost output is never a success.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command/child_process_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;
using Words = std::vector<std::string>;

const std::vector<Words> kPrinting = {
    {"list"}, {"list", "fizzbuzz"}, {"check", "fizzbuzz"}, {"help"}, {"run", "--help"},
    {"info"}, {"--version"},
};

Ended with_stdout(const Words& words, StreamTo out, bool ignore_broken_pipe = false) {
  ChildOptions options;
  options.out = out;
  options.ignore_broken_pipe = ignore_broken_pipe;
  return run_bpfmark(words, options);
}

void expect_told(const Words& words, const Ended& ended, const char* why) {
  SCOPED_TRACE(::testing::PrintToString(words));
  EXPECT_EQ(ended.exit_code, kExitBadInput) << "signal " << ended.signal;
  EXPECT_THAT(ended.err, HasSubstr("bpfmark: cannot write standard output"));
  EXPECT_THAT(ended.err, HasSubstr(why));
}

TEST(CommandStreams, StdoutIsClosed) {
  for (const Words& words : kPrinting) {
    expect_told(words, with_stdout(words, StreamTo::closed), "Bad file descriptor");
  }
}

TEST(CommandStreams, StdoutIsFull) {
  for (const Words& words : kPrinting) {
    expect_told(words, with_stdout(words, StreamTo::full_device), "No space left");
  }
}

// `bpfmark list fizzbuzz | head -1`: the signal ends it, as it ends every other command.
TEST(CommandStreams, NobodyReadsStdout) {
  for (const Words& words : kPrinting) {
    EXPECT_EQ(with_stdout(words, StreamTo::broken_pipe).signal, SIGPIPE) << words.at(0);
    expect_told(words, with_stdout(words, StreamTo::broken_pipe, true), "Broken pipe");
  }
}

TEST(CommandStreams, StderrCannotBeWritten) {
  for (const StreamTo err : {StreamTo::closed, StreamTo::full_device}) {
    ChildOptions options;
    options.err = err;
    EXPECT_EQ(run_bpfmark({"frobnicate"}, options).exit_code, kExitBadInput);
    EXPECT_EQ(run_bpfmark({"run", "missing.bpf.o"}, options).exit_code, kExitBadInput);
    const Ended list = run_bpfmark({"list", "fizzbuzz"}, options);
    EXPECT_EQ(list.exit_code, kExitFine);
    EXPECT_THAT(list.out, HasSubstr("fizzbuzz/v1/none\n"));
  }
}

TEST(CommandStreams, BothAreGone) {
  ChildOptions options;
  options.out = StreamTo::closed;
  options.err = StreamTo::closed;
  EXPECT_EQ(run_bpfmark({"list"}, options).exit_code, kExitBadInput);
}

}  // namespace
}  // namespace bpfmark
