// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Cost over a field of the packet, where a run has packets such as "source:17" or "size-64".
"use strict";

// Map of "suite field" -> {run, field, rows: [{value, version, metrics}]}.
function sweepsOf(metric) {
  const sweeps = new Map();
  for (const run of latestRuns()) {
    for (const row of run.rows) {
      const swept = sweepOf(run, row);
      if (!swept || !row.metrics[metric] || !matches(row.name, run.suite, "sweep")) continue;
      const key = `${run.suite} ${swept.field}`;
      if (!sweeps.has(key)) sweeps.set(key, {run, field: swept.field, rows: []});
      sweeps.get(key).rows.push({...swept, version: row.version, metric: row.metrics[metric]});
    }
  }
  return [...sweeps.values()];
}

// One line a label: rows of {x, label, metric} -> what a chart takes.
function linesOf(rows) {
  const labels = [...new Set(rows.map((row) => row.label))];
  const xs = [...new Set(rows.map((row) => row.x))].sort((a, b) => a - b);
  const cells = new Map(rows.map((row) => [`${row.x} ${row.label}`, row.metric]));
  const bars = (metric) => metric && metric.value !== null
    ? [metric.low ?? metric.value, metric.value, metric.high ?? metric.value] : [null, null, null];
  return {labels, xs, rows: xs.map((x) => [x, ...labels.map((label) => bars(cells.get(`${x} ${label}`)))]),
    text: (x) => labels.filter((label) => cells.has(`${x} ${label}`))
      .map((label) => `${label} ${metricText(cells.get(`${x} ${label}`))}`).join(" · ")};
}

function sweepFigure(sweep, metric) {
  const names = new Map(sweep.rows.map((row) => [row.value, row.text]));
  const lines = linesOf(sweep.rows.map((row) => ({x: row.value, label: row.version, metric: row.metric})));
  return [element("h3", {}, `${sweep.run.suite}: ${metricName(metric)} over ${sweep.field}`),
    chart({title: `${metricName(metric)} over ${sweep.field}`, labels: lines.labels, rows: lines.rows, key: true,
      step: false, xLabel: sweep.field, yLabel: "ns", xText: (x) => names.get(x) || plain(x),
      readout: (_row, x) => [element("strong", {}, `${sweep.field} ${names.get(x) || x}`), ` · ${lines.text(x)}`]}),
    tableBehind("Table", () => table(`${metricName(metric)} over ${sweep.field}`, [
      {title: sweep.field, number: true, cell: (row) => row.text},
      {title: "version", name: true, cell: (row) => row.version},
      {title: metricName(metric), number: true, cell: (row) => metricText(row.metric)},
    ], sweep.rows))];
}

function addSweeps() {
  if (![...sweptFields.values()].some((fields) => fields.size > 0)) return null;
  const body = element("div", {});
  section("sweeps", "Over a field of the packet").append(body);
  return () => {
    const sweeps = sweepsOf("ns_per_packet_net");
    replaceChildren(body, sweeps.length ? sweeps.flatMap((sweep) => sweepFigure(sweep, "ns_per_packet_net"))
      : [element("p", {class: "dim"}, "No sweep found.")]);
  };
}
