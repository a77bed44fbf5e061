// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/change/changes_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/show/table/text_table.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

HistoryRun run_with(const std::string& commit, const std::string& day, std::size_t environment) {
  HistoryRun run;
  run.run.id = "run " + day;
  run.run.started_at = "2026-01-" + day + "T00:00:00Z";
  if (!commit.empty()) {
    run.run.git.emplace();
    run.run.git->commit = commit;
  }
  run.tool_version = "0.1.0";
  run.environment = environment;
  return run;
}

History two_runs() {
  History history;
  history.environments.resize(2);
  history.environments[0].clang = "14.0.6";
  history.environments[1].clang = "16.0.6";
  history.runs = {run_with(std::string(40, 'a'), "01", 0), run_with(std::string(40, 'b'), "02", 1)};
  Series series;
  series.fingerprint = "f1";
  series.name = "s/v1/p";
  series.metric = "ns_per_packet_net";
  series.unit = "ns";
  history.series = {series};
  return history;
}

HistoryChange one_change() {
  HistoryChange change;
  change.last_run = 0;
  change.first_run = 1;
  change.before = 10;
  change.after = 12.5;
  change.difference = Interval{2.5, 2.3, 2.7, 0.99};
  change.p_value = 1e-6;
  change.verdict = Verdict::regressed;
  return change;
}

TEST(ChangesTable, SaysWhereAndByHowMuch) {
  const std::string table = changes_to_table(two_runs(), {one_change()}, TableStyle{120, false});
  EXPECT_THAT(table, HasSubstr("bbbbbbbbbb  2026-01-02  s/v1/p  ns_per_packet_net"));
  EXPECT_THAT(table, HasSubstr("+2.50 ±0.20"));
  EXPECT_THAT(table, HasSubstr("(+25 %)"));
  EXPECT_THAT(table, HasSubstr("regressed"));
  EXPECT_THAT(table, HasSubstr("at bbbbbbbbbb the environment changed too: clang 14.0.6 became "
                               "16.0.6"));
}

TEST(ChangesTable, WithoutChangesSaysHowManyRunsThereWere) {
  const std::string table = changes_to_table(two_runs(), {}, TableStyle{100, false});
  EXPECT_THAT(table, HasSubstr("2 runs, 1 series: 0 changes"));
  EXPECT_THAT(table, Not(HasSubstr("commit")));
}

TEST(ChangesTable, MarkdownHasTheSameRows) {
  const std::string text = changes_to_markdown(two_runs(), {one_change()});
  EXPECT_THAT(text, HasSubstr("| bbbbbbbbbb | 2026-01-02 | s/v1/p |"));
}

TEST(ChangesTable, JsonForScripts) {
  History history = two_runs();
  history.runs[0] = run_with("", "01", 1);
  const auto document = nlohmann::json::parse(changes_to_json(history, {one_change()}));
  const auto& change = document.at("changes").at(0);
  EXPECT_EQ(change.at("commit"), std::string(40, 'b'));
  EXPECT_TRUE(change.at("previous_commit").is_null());
  EXPECT_EQ(change.at("ratio"), 1.25);
  EXPECT_EQ(change.at("ci_low"), 2.3);
  EXPECT_TRUE(change.at("environment").empty());
}

TEST(EnvironmentChanges, NamesWhatBecameAnother) {
  History history = two_runs();
  history.runs[1].tool_version = "0.2.0";
  EXPECT_THAT(environment_changes(history, 0, 1),
              ElementsAre("clang 14.0.6 became 16.0.6", "bpfmark 0.1.0 became 0.2.0"));
  EXPECT_TRUE(environment_changes(history, 1, 1).empty());
}

}  // namespace
}  // namespace bpfmark
