// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A row over the runs: cost with its interval, change points and changes of the environment.
"use strict";

function marksOf(series) {
  const changes = report.changes.filter((each) => each.series === series.id);
  const environment = report.marks.filter((each) => each.machine === series.machine);
  return {changes, environment};
}

function verticalLine(context, area, x, stroke, dash) {
  if (x < area.x || x > area.x + area.w) return;
  context.save();
  context.strokeStyle = stroke;
  context.lineWidth = 1.5;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(x, area.y);
  context.lineTo(x, area.y + area.h);
  context.stroke();
  context.restore();
}

// The levels between the changes, and a line where each begins.
function drawMarks(series, xOf) {
  const {changes, environment} = marksOf(series);
  return (context, area, dygraph) => {
    for (const mark of environment) {
      verticalLine(context, area, dygraph.toDomXCoord(xOf(mark.run)), colour("dim"), [2, 4]);
    }
    for (const change of changes) {
      const stroke = colour(change.verdict === "regressed" ? "bad" : "good");
      verticalLine(context, area, dygraph.toDomXCoord(xOf(change.run)), stroke, [6, 3]);
    }
  };
}

function pointReadout(series, points, row) {
  const run = report.runs[points.runs[row]];
  const git = run[RUN_GIT];
  const value = figure(points.values[row], points.low?.[row], points.high?.[row]);
  return [element("strong", {}, `${value} ${series.unit}`), ` · ${run[RUN_TIME]} · `, commitLink(git),
    git ? ` ${git[GIT_SUBJECT]}` : "", git && git[GIT_AUTHOR] ? ` (${git[GIT_AUTHOR]})` : ""];
}

function trendRows(points, xOf) {
  return points.values.map((value, i) =>
    [xOf(points.runs[i]), [points.low ? points.low[i] : value, value, points.high ? points.high[i] : value]]);
}

function trendChart(series, axis) {
  const points = pointsOf(series);
  const times = axis === "time";
  const xOf = times ? (run) => Date.parse(report.runs[run][RUN_TIME]) : (run) => run;
  const runAt = (x) => report.runs[Math.min(report.runs.length - 1, Math.max(0, Math.round(x)))];
  return chart({
    title: `${series.name}, ${metricName(series.metric)} over ${points.values.length} runs`,
    labels: [metricName(series.metric)], rows: trendRows(points, xOf), step: series.exact,
    yLabel: series.unit, xLabel: times ? "time of the run" : "runs, in the order of time",
    xText: times ? (x) => day(new Date(Number(x)).toISOString()) : (x) => Number.isInteger(x) ? day(runAt(x)[RUN_TIME]) : "",
    under: drawMarks(series, xOf),
    readout: (row) => pointReadout(series, points, row),
  });
}

function trendTable(series) {
  const points = pointsOf(series);
  const rows = points.values.map((_, i) => i).reverse();
  const run = (i) => report.runs[points.runs[i]];
  return table(`${series.name}: ${metricName(series.metric)}, newest first`, [
    {title: "run", cell: (i) => run(i)[RUN_TIME]},
    {title: "commit", cell: (i) => commitLink(run(i)[RUN_GIT])},
    {title: "message", name: true, cell: (i) => run(i)[RUN_GIT]?.[GIT_SUBJECT] || ""},
    {title: `${metricName(series.metric)}`, number: true,
      cell: (i) => figure(points.values[i], points.low?.[i], points.high?.[i])},
  ], rows);
}

function marksList(series) {
  const {changes, environment} = marksOf(series);
  const items = [
    ...changes.map((each) => [each.run, [element("span", {class: each.verdict}, each.verdict),
      ` ${changeRange(each)} at `, commitLink(report.runs[each.run][RUN_GIT])]]),
    ...environment.map((each) => [each.run, ["environment: ", each.became.join(", ")]]),
  ].sort((a, b) => b[0] - a[0]);
  if (items.length === 0) return element("p", {class: "dim"}, "No change in this row.");
  return element("ul", {class: "dim"}, items.slice(0, 20).map(([run, parts]) =>
    element("li", {}, `${day(report.runs[run][RUN_TIME])}: `, parts)));
}

// The least and the most of each pixel column: spikes stay visible in 10,000 points.
function drawSparkline(canvas, series) {
  const {values} = pointsOf(series);
  const scale = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const y = (value) => height - 3 - ((value - least) / (most - least || 1)) * (height - 6);
  const x = (i) => (i / Math.max(1, values.length - 1)) * (width - 2) + 1;
  context.strokeStyle = colour("v0");
  context.lineWidth = 1;
  context.beginPath();
  const step = Math.max(1, Math.floor(values.length / (width * 2)));
  for (let i = 0; i < values.length; i += step) {
    let [low, high] = [values[i], values[i]];
    for (let j = i; j < Math.min(i + step, values.length); ++j) {
      low = Math.min(low, values[j]);
      high = Math.max(high, values[j]);
    }
    context.lineTo(x(i), y(low));
    if (high !== low) context.lineTo(x(i), y(high));
  }
  context.stroke();
}

const sparklines = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    sparklines.unobserve(entry.target);
    drawSparkline(entry.target, entry.target.series);
  }
});

function sparkline(series) {
  const canvas = element("canvas", {"aria-hidden": "true"});
  canvas.series = series;
  sparklines.observe(canvas);
  return canvas;
}

function addTrends() {
  const state = {chosen: null, axis: "run"};
  if (report.runs.length < 2) return {update: null, show: () => {}};
  const heading = element("h3", {"aria-live": "polite"});
  const large = element("div", {});
  const list = element("div", {});
  const made = section("trends", "Over time", choice("Along", [["run", "runs"], ["time", "time"]], "run",
    (axis) => {
      state.axis = axis;
      showChosen();
    }));
  made.append(heading, large, list);

  const counts = new Map();
  for (const change of report.changes) counts.set(change.series, (counts.get(change.series) || 0) + 1);
  const showChosen = () => {
    const series = state.chosen;
    heading.textContent = series ? `${series.name}: ${metricName(series.metric)}` : "";
    replaceChildren(large, series ? [trendChart(series, state.axis), marksList(series),
      tableBehind(`Table of ${series.count} runs`, () => trendTable(series))] : []);
    for (const row of list.querySelectorAll("tr[data-series]")) {
      row.setAttribute("aria-selected", String(series && row.dataset.series === String(series.id)));
    }
  };
  const show = (series) => {
    state.chosen = series;
    showChosen();
    made.scrollIntoView({block: "start"});
    large.querySelector(".plot").focus({preventScroll: true});
  };
  const columns = [
    {title: "row", name: true, cell: (series) => element("button", {type: "button", class: "link",
      onclick: () => show(series)}, series.name)},
    {title: "metric", cell: (series) => metricName(series.metric)},
    {title: "trend", cell: sparkline},
    {title: "latest", number: true, cell: (series) => plain(series.last)},
    {title: "runs", number: true, cell: (series) => String(series.count)},
    {title: "changes", number: true, cell: (series) => String(counts.get(series.id) || "")},
  ];
  const update = () => {
    const shown = seriesOfMachine().filter((each) => each.count > 1 &&
      matches(each.name, each.suite, each.metric));
    // Times first; what changed most often is what people look for.
    shown.sort((a, b) => a.exact - b.exact || (counts.get(b.id) || 0) - (counts.get(a.id) || 0));
    if (!shown.includes(state.chosen)) state.chosen = shown[0] || null;
    replaceChildren(list, shown.length ? [table("Rows; choose one to see its trend", columns, shown,
      (series) => ({"data-series": series.id, "aria-selected": "false"}))]
      : [element("p", {class: "dim"}, "No row with more than one run was found.")]);
    showChosen();
  };
  return {update, show};
}
