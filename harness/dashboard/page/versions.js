// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Versions side by side: what each costs on each packet, with its interval, in the latest run.
"use strict";

const BAR = {label: 84, width: 400, value: 96, row: 24, top: 4, axis: 18};

function packetGroups(run, metric) {
  const groups = new Map();
  for (const row of run.rows) {
    if (row.kind !== "program" || sweepOf(run, row)) continue;
    if (!row.metrics[metric] || !matches(row.name, run.suite, metric)) continue;
    if (!groups.has(row.packet)) groups.set(row.packet, []);
    groups.get(row.packet).push(row);
  }
  return groups;
}

function versionColour(run, version) {
  const versions = [...new Set(run.rows.map((row) => row.version))];
  return `var(--${COLOURS[versions.indexOf(version) % COLOURS.length]})`;
}

// One scale for all packets of a run, so that bars can be compared across cards.
function scaleOf(groups, metric) {
  let most = 0, least = 0;
  for (const row of [...groups.values()].flat()) {
    const {value, low, high} = row.metrics[metric];
    most = Math.max(most, high ?? value ?? 0);
    least = Math.min(least, low ?? value ?? 0);
  }
  const room = BAR.width - BAR.label - BAR.value;
  const span = most - least || 1;
  return {most, least, x: (value) => BAR.label + ((value - least) / span) * room};
}

function ticksOf(scale) {
  const rough = (scale.most - scale.least) / 4 || 1;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * size).find((each) => each >= rough);
  const ticks = [];
  for (let at = Math.ceil(scale.least / step) * step; at <= scale.most; at += step) ticks.push(at);
  return ticks;
}

function barOf(run, row, metric, scale, top) {
  const {value, low, high} = row.metrics[metric];
  const middle = top + BAR.row / 2;
  const label = svgElement("text", {x: BAR.label - 8, y: middle + 4, "text-anchor": "end"},
    row.version.length > 14 ? `${row.version.slice(0, 13)}…` : row.version,
    svgElement("title", {}, row.version));
  if (value === null) {
    return [label, svgElement("text", {x: scale.x(0) + 6, y: middle + 4, class: "dim"}, "unknown")];
  }
  const [start, end] = [scale.x(0), scale.x(value)].sort((a, b) => a - b);
  const bar = svgElement("rect", {x: start, y: middle - 7, width: Math.max(1, end - start), height: 14,
    rx: 2, fill: versionColour(run, row.version), "fill-opacity": 0.78});
  const whisker = low === null ? null : svgElement("path", {class: "whisker", fill: "none",
    d: `M${scale.x(low)} ${middle}H${scale.x(high)}M${scale.x(low)} ${middle - 4}v8` +
      `M${scale.x(high)} ${middle - 4}v8`});
  const text = svgElement("text", {x: Math.max(end, scale.x(high ?? value)) + 7, y: middle + 4},
    metricText(row.metrics[metric]));
  return [label, bar, whisker, text];
}

function packetCard(run, packet, rows, metric, scale) {
  const height = BAR.top + rows.length * BAR.row + BAR.axis;
  const bottom = height - BAR.axis;
  const said = rows.map((row) => `${row.version} ${metricText(row.metrics[metric])}`).join(", ");
  const grid = ticksOf(scale).map((tick) => [
    svgElement("line", {class: "grid", x1: scale.x(tick), x2: scale.x(tick), y1: 0, y2: bottom}),
    svgElement("text", {class: "dim", x: scale.x(tick), y: height - 4, "text-anchor": "middle"},
      plain(tick))]);
  return element("figure", {},
    element("figcaption", {}, element("h3", {}, packet || "(no packet)")),
    svgElement("svg", {viewBox: `0 0 ${BAR.width} ${height}`, role: "img",
      "aria-label": `${packet}, ${metricName(metric)}: ${said}`},
    grid, rows.map((row, i) => barOf(run, row, metric, scale, BAR.top + i * BAR.row))));
}

function verdictCell(comparison) {
  if (!comparison) return "";
  return element("span", {class: comparison.verdict}, comparison.verdict);
}

// What happened to the packets: "PASS", or "DROP 12 %, PASS 88 %".
function returnsText(verdicts) {
  const words = Object.keys(verdicts);
  if (words.length < 2) return words.join("");
  return words.map((word) => `${word} ${(verdicts[word] * 100).toFixed(0)} %`).join(", ");
}

function changeText(comparison) {
  if (!comparison || comparison.difference === null) return "";
  const text = figure(comparison.difference, comparison.ci_low, comparison.ci_high);
  return `${signed(comparison.difference, text)} (${percent(comparison.ratio) || "no ratio"}) vs ${comparison.base}`;
}

function versionTable(run, groups, metric) {
  const byName = new Map(run.comparisons.filter((each) => each.metric === metric)
    .map((each) => [each.name, each]));
  const columns = [
    {title: "packet", name: true, cell: (row) => row.packet},
    {title: "version", name: true, cell: (row) => row.version},
    {title: metricName(metric), number: true, cell: (row) => metricText(row.metrics[metric])},
    {title: "change", number: true, cell: (row) => changeText(byName.get(row.name))},
    {title: "verdict", cell: (row) => verdictCell(byName.get(row.name))},
    {title: "gross", number: true, cell: (row) => metricText(row.metrics.ns_per_packet)},
    {title: "loads", number: true, cell: (row) => String(row.metrics[metric].placements || "")},
    {title: "returns", cell: (row) => returnsText(row.verdicts)},
    {title: "drive", cell: (row) => row.drive || UNKNOWN},
    {title: "stopped", cell: (row) => row.stopped || ""},
  ];
  return table(`${run.suite}: ${metricName(metric)}, ${day(run.started_at)}`, columns,
    [...groups.values()].flat());
}

function verdictSummary(run) {
  const counts = new Map();
  for (const each of run.comparisons) counts.set(each.verdict, (counts.get(each.verdict) || 0) + 1);
  const order = ["regressed", "inconclusive", "improved", "unchanged"];
  const parts = order.filter((verdict) => counts.has(verdict)).flatMap((verdict) =>
    [element("span", {class: verdict}, `${counts.get(verdict)} ${verdict}`), "  "]);
  return parts.length ? element("p", {}, "Each version against the one before: ", parts) : null;
}

// By the unit, as the gate has it.
function barText(unit) {
  return (unit || "").endsWith("/s") ? "Bars: rate, more is better" : "Bars: cost";
}

function runText(run, unit) {
  const share = run.environment.contended_share;
  const contended = !share ? "" : `, a neighbour on the core ${(share * 100).toFixed(0)} % of the time`;
  const confidence = run.rows.flatMap((row) => Object.values(row.metrics))
    .find((metric) => metric.confidence)?.confidence;
  return element("p", {class: "dim"}, `${run.suite || "run"} of ${run.started_at}, `,
    commitLink(run.git), `, on ${run.environment.kernel}${contended}. ${barText(unit)}; whiskers: the ` +
    `${confidence ? (confidence * 100).toPrecision(3).replace(/\.?0+$/, "") : ""} % interval over fresh loads, of this one run.`);
}

function warningsOf(run) {
  const names = new Map();
  for (const row of run.rows) {
    for (const text of [...row.warnings, ...row.notes]) names.set(text, [...(names.get(text) || []), row.name]);
  }
  return [...names].map(([text, rows]) =>
    element("div", {class: "warning"}, `${rows.slice(0, 3).join(", ")}${rows.length > 3 ? ` and ${rows.length - 3} more` : ""}: ${text}`));
}

function versionsOf(run, metric) {
  const groups = packetGroups(run, metric);
  if (groups.size === 0) return [];
  const scale = scaleOf(groups, metric);
  const versions = [...new Set([...groups.values()].flat().map((row) => row.version))];
  const key = element("ul", {class: "key"}, versions.map((version) => element("li", {},
    element("i", {style: `background: ${versionColour(run, version)}`}), version)));
  const unit = [...groups.values()][0][0].metrics[metric].unit;
  return [runText(run, unit), verdictSummary(run), warningsOf(run), key,
    element("div", {class: "cards"}, [...groups].map(([packet, rows]) =>
      packetCard(run, packet, rows, metric, scale))),
    tableBehind("Table", () => versionTable(run, groups, metric))];
}

function timedMetrics(kind) {
  const names = new Set();
  for (const run of latestRuns()) {
    for (const row of run.rows) {
      if (row.kind !== kind) continue;
      for (const [name, metric] of Object.entries(row.metrics)) if (!metric.exact) names.add(name);
    }
  }
  const order = ["ns_per_packet_net", "ns_per_packet", "ns_per_op", "ns_per_packet_live_net", "packets_per_s"];
  return [...names].sort((a, b) => (order.indexOf(a) + 9) % 9 - (order.indexOf(b) + 9) % 9);
}

function addVersions() {
  const metrics = timedMetrics("program");
  if (metrics.length === 0) return null;
  let metric = metrics[0];
  const body = element("div", {});
  const update = () => {
    const parts = latestRuns().flatMap((run) => versionsOf(run, metric));
    replaceChildren(body, parts.length ? parts : [element("p", {class: "dim"}, "Nothing found.")]);
  };
  const made = section("versions", "What each version costs",
    choice("Metric", metrics.map((name) => [name, metricName(name)]), metric, (chosen) => {
      metric = chosen;
      update();
    }));
  made.append(body);
  return update;
}
