// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The report's data, and how its numbers and names are put into words.
"use strict";

const UNKNOWN = "—";
const RUN_TIME = 0, RUN_ENVIRONMENT = 1, RUN_SUITE = 2, RUN_OTHER_REGIME = 3, RUN_TOOL = 4, RUN_GIT = 5;
const GIT_COMMIT = 0, GIT_BRANCH = 1, GIT_DIRTY = 2, GIT_SUBJECT = 3, GIT_AUTHOR = 4, GIT_REPOSITORY = 5;

const report = JSON.parse(document.getElementById("data").textContent);

// What the visitor has chosen; main.js draws the page anew when it changes.
const view = {machine: "", search: "", regime: ""};

const seriesPoints = new Map();

// {runs, values, low, high} of a series; an exact one has no interval.
function pointsOf(series) {
  if (!seriesPoints.has(series.id)) {
    const raw = JSON.parse(document.getElementById(`s${series.id}`).textContent);
    let run = 0;
    const runs = raw.r.map((step) => (run += step));
    const above = raw.a || raw.b;
    seriesPoints.set(series.id, {
      runs, values: raw.v,
      low: raw.b ? raw.v.map((value, i) => value - raw.b[i]) : null,
      high: above ? raw.v.map((value, i) => value + above[i]) : null,
    });
  }
  return seriesPoints.get(series.id);
}

function machines() {
  return [...new Set(report.environments.map((each) => each.fingerprint))];
}

function environmentOf(machine) {
  return report.environments.findLast((each) => each.fingerprint === machine);
}

function machineName(machine) {
  const environment = environmentOf(machine);
  return [environment.cpu_model || environment.arch, `${environment.cpus} CPUs`,
    environment.kernel, machine.slice(0, 8)].join(" · ");
}

function latestRuns() {
  return report.latest.filter((each) => each.environment.fingerprint === view.machine);
}

function seriesOfMachine() {
  return report.series.filter((each) => each.machine === view.machine);
}

// Each word must be found, in whatever order.
function matches(...texts) {
  const text = texts.join(" ").toLowerCase();
  return view.search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function decimalsFor(size, digits) {
  if (!(size > 0)) return 0;
  return Math.min(3, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

// Two digits of the interval's half width decide; without one, three significant digits.
function figure(value, low, high) {
  if (value === null || value === undefined) return UNKNOWN;
  if (low === null || low === undefined) return plain(value);
  const half = Math.max(value - low, high - value);
  const decimals = decimalsFor(half, 2);
  return `${value.toFixed(decimals)} ±${half.toFixed(decimals)}`;
}

function plain(value) {
  if (value === null || value === undefined) return UNKNOWN;
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(decimalsFor(Math.abs(value), 3));
}

function signed(value, text) {
  return value > 0 ? `+${text}` : text;
}

function percent(ratio) {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return "";
  const change = (ratio - 1) * 100;
  return `${signed(change, change.toFixed(Math.abs(change) < 9.95 ? 1 : 0))} %`;
}

function metricText(metric) {
  return metric ? figure(metric.value, metric.low, metric.high) : UNKNOWN;
}

function metricName(name) {
  const names = {
    ns_per_packet: "gross ns/packet", ns_per_packet_net: "net ns/packet", ns_per_op: "ns/operation",
    ns_per_packet_live_net: "net ns/packet, end to end", packets_per_s: "packets/s, end to end",
    packets_per_s_pass: "packets/s of the reference", packets_per_s_predicted: "packets/s, predicted",
    ns_per_packet_net_predicted: "net ns/packet, as run has it", messages_per_s: "messages/s",
    drain_ns_per_message: "reader's ns/message", lost_share: "messages lost, share",
    dropped_share: "frames dropped, share",
    xlated_insns: "instructions", jited_bytes: "machine code, bytes",
    verified_insns: "instructions verified", stack_bytes: "stack, bytes",
    insns_per_packet: "instructions/packet", helper_calls_per_packet: "helper calls/packet",
  };
  const base = name.replace(/_contended$/, "");
  return (names[base] || base) + (base === name ? "" : ", contended");
}

function commitText(git) {
  return git ? git[GIT_COMMIT].slice(0, 10) + (git[GIT_DIRTY] ? "+" : "") : "no commit";
}

// A link only where the repository is a web address; else text.
function commitLink(git) {
  if (!git || !/^https?:\/\//.test(git[GIT_REPOSITORY])) return commitText(git);
  return element("a", {href: `${git[GIT_REPOSITORY]}/commit/${git[GIT_COMMIT]}`,
    rel: "noopener noreferrer", target: "_blank"}, commitText(git));
}

function day(time) {
  return time.slice(0, 10);
}

// "entries:1024/key:4" -> {entries: 1024, key: 4}; what is no pair stays in `rest`.
function parametersOf(name) {
  const parameters = {};
  const rest = [];
  for (const part of name.split("/")) {
    const pair = /^([A-Za-z_][\w-]*)[:=](.+)$/.exec(part);
    const value = pair ? numberOf(pair[2]) : null;
    if (value === null) rest.push(part);
    else parameters[pair[1]] = value;
  }
  return {parameters, rest};
}

// Of a number or an IPv4 address; else null.
function numberOf(text) {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  const bytes = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  return bytes ? bytes.slice(1).reduce((sum, byte) => sum * 256 + Number(byte), 0) : null;
}

// {field, value, text} of a name that may be one of a sweep, such as "source:17" or "size-64".
function fieldOf(packet) {
  const pair = /^([A-Za-z_][\w-]*?)[:=_-](\d[\d.]*)$/.exec(packet || "");
  const value = pair ? numberOf(pair[2]) : null;
  return value === null ? null : {field: pair[1], value, text: pair[2]};
}

// The fields that a run has at three values or more: fewer make no curve, and are packets as others.
const sweptFields = new Map(report.latest.map((run) => {
  const values = new Map();
  for (const row of run.rows) {
    const swept = row.kind === "program" ? fieldOf(row.packet) : null;
    if (swept) values.set(swept.field, (values.get(swept.field) || new Set()).add(swept.value));
  }
  return [run, new Set([...values].filter(([, set]) => set.size > 2).map(([field]) => field))];
}));

function sweepOf(run, row) {
  const swept = row.kind === "program" ? fieldOf(row.packet) : null;
  return swept && sweptFields.get(run).has(swept.field) ? swept : null;
}
