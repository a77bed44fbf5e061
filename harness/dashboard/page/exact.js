// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Metrics that are the same in every run: sizes and counted instructions.
"use strict";

// Most of them are the program's own; those that differ by packet get a row a packet.
function exactRows() {
  const rows = new Map();
  for (const run of latestRuns()) {
    for (const row of run.rows) {
      const values = Object.entries(row.metrics).filter(([, metric]) => metric.exact);
      if (values.length === 0 || !matches(row.name, run.suite, "exact")) continue;
      const text = JSON.stringify(values.map(([name, metric]) => [name, metric.value]));
      const key = JSON.stringify([run.suite, row.version, row.tag, text]);
      const found = rows.get(key);
      if (found) found.packets.push(row.packet);
      else rows.set(key, {suite: run.suite, version: row.version || row.name, tag: row.tag,
        packets: [row.packet], metrics: row.metrics});
    }
  }
  return [...rows.values()];
}

function packetsText(row) {
  const packets = row.packets.filter(Boolean);
  return packets.length > 3 ? `${packets.slice(0, 2).join(", ")} and ${packets.length - 2} more`
    : packets.join(", ");
}

function addExact() {
  const all = new Set(report.latest.flatMap((run) => run.rows).flatMap((row) =>
    Object.entries(row.metrics).filter(([, metric]) => metric.exact).map(([name]) => name)));
  if (all.size === 0) return null;
  const body = element("div", {});
  section("exact", "Exact metrics").append(
    element("p", {class: "dim"}, "The same in every run on one kernel: they have no interval."), body);
  return () => {
    const columns = [
      {title: "version", name: true, cell: (row) => row.version},
      {title: "packets", name: true, cell: packetsText},
      ...[...all].map((name) => ({title: metricName(name), number: true,
        cell: (row) => row.metrics[name] ? plain(row.metrics[name].value) : UNKNOWN})),
      {title: "program tag", cell: (row) => row.tag || UNKNOWN},
    ];
    replaceChildren(body, table("Exact metrics of the latest run", columns, exactRows()));
  };
}
