// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/cli/arguments/common_options.h"
#include "harness/cli/verbs.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string check_even(const std::string& text) {
  return text.size() % 2 == 0 ? "" : "'" + text + "' is odd";
}

// A command with one option of each kind.
class CommandLine : public ::testing::Test {
 protected:
  Command command() {
    Verb take{
        .name = "take",
        .summary = "Takes",
        .options = {{.names = "--flag", .target = &flag_, .help = "a flag", .excludes = "--text"},
                    {.names = "-t,--text", .target = &text_, .help = "a text", .check = check_even},
                    {.names = "--color",
                     .target = &color_,
                     .help = "a color",
                     .default_text = "red",
                     .choices = {"red", "blue"}},
                    {.names = "--count", .target = &count_, .help = "a count", .range = {{2, 9}}},
                    {.names = "--ratio", .target = &ratio_, .help = "", .default_text = "none"},
                    {.names = "--seed", .target = &seed_, .help = "a seed", .needs = "--count"},
                    {.names = "--many", .target = &many_, .help = "several"}},
        .positionals = {{.names = "FIRST", .target = &first_, .help = "first", .required = true},
                        {.names = "SECOND", .target = &second_, .help = "second"}},
        .examples = {"tool take it", "tool take |", "  cat"},
        .action = [] { return 42; },
    };
    Verb plain{.name = "plain", .summary = "Plain", .action = [] { return 43; }};
    return {.name = "tool",
            .summary = "what it is",
            .version = "1.2",
            .footer = "the end",
            .verbs = {std::move(take), std::move(plain)}};
  }

  // What is wrong with these words; empty: nothing.
  std::string mistake(std::vector<std::string> words) {
    const auto action = parse_command_line(command(), std::move(words));
    return action ? "" : action.error().message;
  }

  std::string printed(std::vector<std::string> words) {
    const auto action = parse_command_line(command(), std::move(words));
    if (!action) return "refused: " + action.error().message;
    ::testing::internal::CaptureStdout();
    const int code = (*action)();
    std::fflush(stdout);
    const std::string text = ::testing::internal::GetCapturedStdout();
    return code == 0 ? text : "failed: " + text;
  }

  bool flag_ = false;
  std::string text_;
  std::string color_;
  std::string first_;
  std::string second_;
  std::vector<std::string> many_;
  std::optional<int> count_;
  std::optional<double> ratio_;
  std::optional<std::uint64_t> seed_;
};

TEST_F(CommandLine, FillsTheTargetsAndChoosesTheVerb) {
  const auto action = parse_command_line(
      command(), {"take", "a", "--text", "even", "--color=blue", "b", "--count", "3", "--ratio",
                  "0.5", "--seed", "18446744073709551615", "--many", "x", "--many", "y"});
  ASSERT_TRUE(action) << action.error().message;
  EXPECT_EQ((*action)(), 42);
  EXPECT_EQ(first_ + second_ + text_ + color_, "abevenblue");
  EXPECT_EQ(count_, 3);
  EXPECT_EQ(ratio_, 0.5);
  EXPECT_EQ(seed_, UINT64_MAX);
  EXPECT_THAT(many_, ElementsAre("x", "y"));
  EXPECT_FALSE(flag_);
}

TEST_F(CommandLine, LeavesWhatIsNotNamedAsItWas) {
  text_ = "before";
  ASSERT_EQ(mistake({"take", "a", "--flag"}), "");
  EXPECT_EQ(text_, "before");
  EXPECT_TRUE(flag_);
  EXPECT_EQ(count_, std::nullopt);
}

TEST_F(CommandLine, NamesWhatIsWrong) {
  EXPECT_EQ(mistake({}), "no verb is named");
  EXPECT_THAT(mistake({"frobnicate"}), HasSubstr("frobnicate"));
  EXPECT_THAT(mistake({"take", "a", "--frobnicate"}), HasSubstr("--frobnicate"));
  EXPECT_THAT(mistake({"take", "a", "--text"}), HasSubstr("--text"));
  EXPECT_THAT(mistake({"take"}), HasSubstr("FIRST is required"));
  EXPECT_THAT(mistake({"take", "a", "b", "more"}), HasSubstr("more"));
  EXPECT_THAT(mistake({"take", "a", "--text", "odd"}), HasSubstr("--text: 'odd' is odd"));
  EXPECT_THAT(mistake({"take", "a", "--color", "green"}), HasSubstr("green not in {red,blue}"));
  EXPECT_THAT(mistake({"take", "a", "--count", "1"}), HasSubstr("1 not in range 2 to 9"));
  EXPECT_THAT(mistake({"take", "a", "--count", "few"}), HasSubstr("--count"));
  EXPECT_THAT(mistake({"take", "a", "--seed", "1"}), HasSubstr("requires --count"));
  EXPECT_THAT(mistake({"take", "a", "--flag", "--text", "even"}), HasSubstr("excludes"));
  EXPECT_THAT(mistake({"plain", "--text", "even"}), HasSubstr("--text")) << "another verb's";
}

TEST_F(CommandLine, PrintsHelpAndVersionWithoutAnAction) {
  EXPECT_EQ(printed({"--version"}), "tool 1.2\n");
  EXPECT_THAT(printed({"--help"}), HasSubstr("what it is"));
  EXPECT_THAT(printed({"--help"}), HasSubstr("the end"));
  EXPECT_EQ(printed({"take", "--help"}), help_of(command(), "take"));
}

TEST_F(CommandLine, HelpSaysAllThatAVerbTakes) {
  const std::string help = help_of(command(), "take").value_or("");
  EXPECT_THAT(help, HasSubstr("Usage: tool take [OPTIONS] FIRST [SECOND]"));
  EXPECT_THAT(help, HasSubstr("a color; default: red\n"));
  EXPECT_THAT(help, HasSubstr(" default: none\n"));
  EXPECT_THAT(help, HasSubstr("{red,blue}"));
  EXPECT_THAT(help, HasSubstr("Examples:\n  tool take it\n  tool take |\n    cat\n"));
  EXPECT_THAT(help_of(command(), "").value_or(""), HasSubstr("plain"));
  EXPECT_EQ(help_of(command(), "frobnicate"), std::nullopt);
}

// What pages of a manual and completion in a shell are made from.
TEST(BpfmarkCommand, IsDescribedInFull) {
  const Command command = bpfmark_command();
  std::set<std::string> names;
  for (const Verb& verb : command.verbs) {
    EXPECT_TRUE(names.insert(verb.name).second) << verb.name;
    EXPECT_THAT(verb.summary, Not(IsEmpty())) << verb.name;
    EXPECT_TRUE(verb.action) << verb.name;
    // Those of help are the command's own.
    EXPECT_EQ(verb.examples.empty(), verb.name == "help") << verb.name;
    for (const Option& option : verb.options) {
      const bool flag = std::holds_alternative<bool*>(option.target);
      EXPECT_EQ(option.value.empty(), flag) << verb.name << " " << option.names;
      EXPECT_NE(option.help + option.default_text, "") << verb.name << " " << option.names;
      EXPECT_NE(option.names.find("--"), std::string::npos) << verb.name << " " << option.names;
    }
    for (const Option& positional : verb.positionals) {
      EXPECT_THAT(positional.help, Not(IsEmpty())) << verb.name << " " << positional.names;
    }
  }
  EXPECT_GE(names.size(), 12U);
}

}  // namespace
}  // namespace bpfmark
