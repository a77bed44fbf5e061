// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/command_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <sstream>
#include <type_traits>

#include "harness/cli/arguments/exit_code.h"

namespace bpfmark {
namespace {

std::string help_with_default(const Option& option) {
  if (option.default_text.empty()) return option.help;
  const std::string text = "default: " + option.default_text;
  return option.help.empty() ? text : option.help + "; " + text;
}

CLI::Option* add_to(CLI::App& app, const Option& option) {
  const std::string help = help_with_default(option);
  return std::visit(
      [&](auto* target) {
        if constexpr (std::is_same_v<decltype(target), bool*>) {
          return app.add_flag(option.names, *target, help);
        } else {
          return app.add_option(option.names, *target, help);
        }
      },
      option.target);
}

void add_option(CLI::App& app, const Option& option) {
  CLI::Option* added = add_to(app, option);
  if (option.required) added->required();
  if (!option.choices.empty()) added->check(CLI::IsMember(option.choices));
  if (option.range) added->check(CLI::Range(option.range->first, option.range->second));
  if (option.check != nullptr) added->check(option.check);
}

// Once all of them are there.
void add_relations(CLI::App& app, const Option& option) {
  CLI::Option* added = app.get_option(option.names.substr(option.names.rfind(',') + 1));
  if (!option.needs.empty()) added->needs(app.get_option(option.needs));
  if (!option.excludes.empty()) added->excludes(app.get_option(option.excludes));
}

void add_verb(CLI::App& app, const Verb& verb) {
  CLI::App& added = *app.add_subcommand(verb.name, verb.summary);
  for (const Option& positional : verb.positionals) add_option(added, positional);
  for (const Option& option : verb.options) add_option(added, option);
  for (const Option& positional : verb.positionals) add_relations(added, positional);
  for (const Option& option : verb.options) add_relations(added, option);
  if (verb.examples.empty()) return;
  added.footer(fmt::format("Example{}:\n  {}", verb.examples.size() == 1 ? "" : "s",
                           fmt::join(verb.examples, "\n  ")));
}

std::unique_ptr<CLI::App> parser_of(const Command& command) {
  auto app = std::make_unique<CLI::App>(command.summary, command.name);
  app->set_version_flag("--version", command.name + " " + command.version);
  app->require_subcommand(0, 1);  // with 1, an unknown verb would be reported as none at all
  app->footer(command.footer);    // before the verbs, which inherit it where they have none
  for (const Verb& verb : command.verbs) add_verb(*app, verb);
  return app;
}

std::function<int()> printing(std::string text) {
  return [text = std::move(text)] {
    fmt::print("{}", text);
    return int{kExitFine};
  };
}

}  // namespace

Result<std::function<int()>> parse_command_line(const Command& command,
                                                std::vector<std::string> words) {
  const auto app = parser_of(command);
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app->parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    // --help and --version are "errors" of exit code 0 to CLI11.
    if (error.get_exit_code() != 0) return bad_input(error.what());
    std::ostringstream text;
    app->exit(error, text, text);
    return printing(text.str());
  }
  for (const Verb& verb : command.verbs) {
    if (app->got_subcommand(verb.name)) return verb.action;
  }
  return bad_input("no verb is named");
}

std::optional<std::string> help_of(const Command& command, const std::string& verb) {
  const auto app = parser_of(command);
  if (verb.empty()) return app->help();
  for (const CLI::App* named : app->get_subcommands({})) {
    if (named->get_name() == verb) return named->help(command.name);
  }
  return std::nullopt;
}

}  // namespace bpfmark
