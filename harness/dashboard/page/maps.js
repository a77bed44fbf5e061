// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Map operations: cost over entries, CPUs or whatever a name such as
// "hash/lookup/entries:1024/key:4/value:8/hit/random" varies.
"use strict";

function mapRows(metric) {
  return latestRuns().flatMap((run) => run.rows)
    .filter((row) => row.kind === "map_op" && row.metrics[metric] && matches(row.name, "map", metric))
    .map((row) => ({name: row.name, metric: row.metrics[metric], ...parametersOf(row.name)}));
}

// Parameters that take several values within an otherwise equal name; those most asked for first.
function axesOf(rows) {
  const values = new Map();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row.parameters)) {
      const key = JSON.stringify([name, lineOf(row, name)]);
      values.set(key, (values.get(key) || new Set()).add(value));
    }
  }
  const varied = new Set([...values].filter(([, set]) => set.size > 1).map(([key]) => JSON.parse(key)[0]));
  const order = ["entries", "cpus"];
  return [...varied].sort((a, b) => (order.indexOf(a) + 9) % 9 - (order.indexOf(b) + 9) % 9);
}

// What stays the same along `axis`.
function lineOf(row, axis) {
  const others = Object.entries(row.parameters).filter(([name]) => name !== axis);
  return [...row.rest, ...others.map(([name, value]) => `${name}:${value}`)].join("/");
}

const MAX_LINES = 12;

function mapFigure(rows, axis) {
  const along = rows.filter((row) => axis in row.parameters);
  const sizes = new Map();
  for (const row of along) sizes.set(lineOf(row, axis), (sizes.get(lineOf(row, axis)) || 0) + 1);
  const drawn = [...sizes].filter(([, size]) => size > 1).map(([line]) => line);
  const kept = new Set(drawn.slice(0, MAX_LINES));
  const lines = linesOf(along.filter((row) => kept.has(lineOf(row, axis)))
    .map((row) => ({x: Math.log2(row.parameters[axis]), label: lineOf(row, axis), metric: row.metric})));
  const ticks = () => lines.xs.map((x) => ({v: x, label: plain(Math.round(2 ** x))}));
  return [
    drawn.length > MAX_LINES ? element("p", {class: "warning"},
      `${drawn.length} lines: the first ${MAX_LINES} are drawn. Search to choose others; the table has them all.`) : null,
    chart({title: `Cost of map operations over ${axis}`, labels: lines.labels, rows: lines.rows, key: true,
      xLabel: `${axis} (logarithmic)`, yLabel: "ns per operation", xText: (x) => plain(Math.round(2 ** x)),
      ticker: ticks,
      readout: (_row, x) => [element("strong", {}, `${axis} ${Math.round(2 ** x)}`), ` · ${lines.text(x)}`]}),
  ];
}

function mapTable(rows) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.parameters)))];
  return table("Map operations of the latest run", [
    {title: "operation", name: true, cell: (row) => row.rest.join("/")},
    ...names.map((name) => ({title: name, number: true, cell: (row) => plain(row.parameters[name])})),
    {title: "ns per operation", number: true, cell: (row) => metricText(row.metric)},
  ], rows);
}

function addMaps() {
  const metrics = timedMetrics("map_op");
  if (!report.latest.some((run) => run.rows.some((row) => row.kind === "map_op"))) return null;
  const state = {metric: metrics.includes("ns_per_op") ? "ns_per_op" : metrics[0] || "ns_per_op", axis: null};
  const body = element("div", {});
  const tools = element("span", {});
  section("maps", "Map operations", tools).append(body);
  const update = () => {
    const rows = mapRows(state.metric);
    const axes = axesOf(rows);
    if (!axes.includes(state.axis)) state.axis = axes[0] || null;
    const again = (name) => (value) => {
      state[name] = value;
      update();
    };
    replaceChildren(tools,
      axes.length > 1 ? choice("Over", axes.map((axis) => [axis, axis]), state.axis, again("axis")) : null,
      metrics.length > 1 ? choice("Metric", metrics.map((name) => [name, metricName(name)]), state.metric, again("metric")) : null);
    replaceChildren(body, rows.length === 0 ? [element("p", {class: "dim"}, "Nothing found.")] : [
      state.axis ? mapFigure(rows, state.axis) : [], tableBehind(`Table of ${rows.length} operations`, () => mapTable(rows))].flat());
  };
  return update;
}
