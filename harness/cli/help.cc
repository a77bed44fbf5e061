// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <memory>

#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/verbs.h"

namespace bpfmark {

void add_help(CLI::App& app, Action& chosen) {
  const auto name = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("help", "Show the options and examples of a verb");
  verb->add_option("VERB", *name, "a verb of bpfmark");
  verb->callback([&app, name, &chosen] {
    chosen = [&app, name] {
      if (name->empty()) {
        // app.help() would show the verb that was called: this one.
        fmt::print(
            "{}", app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal));
        return int{kExitFine};
      }
      for (const CLI::App* verb_app : app.get_subcommands({})) {
        if (verb_app->get_name() != *name) continue;
        fmt::print("{}", verb_app->help("bpfmark"));
        return int{kExitFine};
      }
      return report_usage(fmt::format("no verb '{}'", *name));
    };
  });
}

}  // namespace bpfmark
