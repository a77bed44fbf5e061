// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where the history changed: the commit, and by how much.
"use strict";

const seriesById = new Map(report.series.map((each) => [each.id, each]));

function changeRange(change) {
  const difference = change.after - change.before;
  const text = figure(difference, change.low, change.high);
  const ratio = change.before > 0 ? percent(change.after / change.before) : "";
  return `${signed(difference, text)}${ratio ? ` (${ratio})` : ""}`;
}

function changesOfMachine() {
  return report.changes.filter((change) => {
    const series = seriesById.get(change.series);
    if (!series || series.machine !== view.machine) return false;
    const git = report.runs[change.run][RUN_GIT];
    return matches(series.name, series.suite, series.metric, change.verdict,
      git ? git.slice(0, 5).join(" ") : "");
  });
}

function addChanges(showTrend) {
  if (report.runs.length < 2) return null;
  const body = element("div", {});
  const made = section("changes", "Where it changed");
  made.append(body);
  const columns = [
    {title: "run", cell: (change) => day(report.runs[change.run][RUN_TIME])},
    {title: "commit", cell: (change) => commitLink(report.runs[change.run][RUN_GIT])},
    {title: "message", name: true, cell: (change) => report.runs[change.run][RUN_GIT]?.[GIT_SUBJECT] || ""},
    {title: "row", name: true, cell: (change) => element("button", {type: "button", class: "link",
      onclick: () => showTrend(seriesById.get(change.series))}, seriesById.get(change.series).name)},
    {title: "metric", cell: (change) => metricName(seriesById.get(change.series).metric)},
    {title: "before", number: true, cell: (change) => plain(change.before)},
    {title: "after", number: true, cell: (change) => plain(change.after)},
    {title: "change", number: true, cell: changeRange},
    {title: "", cell: (change) => [element("span", {class: change.verdict}, change.verdict),
      change.environment.length ? ` (${change.environment.join(", ")})` : ""]},
  ];
  return () => {
    const changes = changesOfMachine().reverse();
    replaceChildren(body, changes.length
      ? [element("p", {class: "dim"}, "Newest first. Of times: change points of the series (E-divisive " +
        "with Student's t, p < 0.001, beyond 0.5 ns and 2 % or the policy's thresholds); a single spike is none. " +
        "The commit is the first that was measured with the new level."),
      table("Changes, newest first", columns, changes)]
      : [element("p", {class: "dim"}, "No change found in the rows shown.")]);
  };
}
