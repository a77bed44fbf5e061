// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Puts the page together, and draws it anew where the visitor chooses something.
"use strict";

function environmentTable() {
  const keys = ["kernel", "arch", "cpu_model", "cpus", "hypervisor", "jit", "mitigations", "governor",
    "libbpf", "clang", "contended_share", "core_ghz", "canary_quiet_ns", "canary_contended_ns", "fingerprint"];
  const runs = latestRuns();
  const text = (value) => value === null || value === undefined ? UNKNOWN
    : typeof value === "number" ? plain(value) : String(value);
  return table("Where the latest runs were measured", [
    {title: "", cell: (key) => key.replaceAll("_", " ")},
    ...runs.map((run) => ({title: `${run.suite} ${day(run.started_at)}`, name: true,
      cell: (key) => text(run.environment[key])})),
  ], keys);
}

function addEnvironment() {
  const body = element("div", {});
  section("environment", "Environment").append(body);
  return () => replaceChildren(body, environmentTable());
}

function runsText() {
  const runs = report.runs.length;
  const other = report.runs.filter((run) => run[RUN_OTHER_REGIME]).length;
  const [first, last] = [report.runs[0], report.runs[runs - 1]].map((run) => day(run[RUN_TIME]));
  return `${runs} ${runs === 1 ? "run" : "runs"}, ${[...new Set([first, last])].join(" to ")}` +
    (other ? `; ${other} in another regime (by their canary) are left out of the trends` : "");
}

function profilesText() {
  const profiles = report.profiles.length;
  return profiles ? `${profiles} ${profiles === 1 ? "profile" : "profiles"}` : "";
}

function showTitle() {
  document.getElementById("title").textContent = report.title;
  document.getElementById("summary").textContent =
    [report.runs.length ? runsText() : "", profilesText()].filter(Boolean).join("; ");
  document.getElementById("footer").textContent = report.runs.length
    ? "Made by bpfmark. Net cost is gross minus the reference program, interleaved in the same run. " +
    "Intervals are over fresh loads of the program and belong to one run; trends show what runs differ by."
    : "Made by bpfmark.";
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  document.getElementById("theme").setAttribute("aria-pressed", String(theme === "dark"));
  // A page from disk may be refused its storage.
  try { localStorage.setItem("bpfmark-theme", theme); } catch { /* then it is asked of the system */ }
}

function firstTheme() {
  try {
    const kept = localStorage.getItem("bpfmark-theme");
    if (kept === "dark" || kept === "light") return kept;
  } catch { /* as above */ }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function countFound() {
  if (!view.search) return "";
  const rows = latestRuns().flatMap((run) => run.rows.filter((row) => matches(row.name, run.suite)));
  const lines = report.profiles.flatMap(profileLines);
  return [report.runs.length ? `${rows.length} rows` : "",
    report.profiles.length ? `${lines.length} lines` : ""].filter(Boolean).join(", ") + " found";
}

// The page's sections, as what draws each anew.
function addSections() {
  if (report.runs.length === 0) return [addProfiles()];
  const last = report.runs[report.runs.length - 1];
  view.machine = report.environments[last[RUN_ENVIRONMENT]].fingerprint;
  let trends = null;
  const updates = [addVersions(), addChanges((series) => trends.show(series))];
  trends = addTrends();
  return [...updates, trends.update, addSweeps(), addMaps(), addExact(), addProfiles(), addEnvironment()];
}

function start() {
  setTheme(firstTheme());
  showTitle();
  const updates = addSections();
  const update = () => {
    for (const each of updates) if (each) each();
    document.getElementById("found").textContent = countFound();
  };

  const machine = document.getElementById("machine");
  machine.append(...machines().map((each) =>
    element("option", {value: each, selected: each === view.machine}, machineName(each))));
  machine.parentElement.hidden = machines().length < 2;
  machine.addEventListener("change", () => {
    view.machine = machine.value;
    update();
  });
  let pending = 0;
  document.getElementById("search").addEventListener("input", (event) => {
    clearTimeout(pending);
    pending = setTimeout(() => {
      view.search = event.target.value.trim();
      update();
    }, 120);
  });
  document.getElementById("theme").addEventListener("click", () => {
    setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    redrawCharts();
    for (const canvas of document.querySelectorAll("canvas[aria-hidden]")) {
      if (canvas.series) sparklines.observe(canvas);
    }
  });
  update();
}

start();
