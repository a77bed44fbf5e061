// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Profiles: the source, line by line, with what a packet executes of it.
"use strict";

function profileLines(profile) {
  return profile.lines.filter((line) =>
    matches(profile.program, line.function, line.file, line.text, "profile"));
}

function profileHead(profile) {
  const machine = [`Linux ${profile.kernel}`, profile.arch, profile.clang].filter(Boolean).join(", ");
  return [
    element("h3", {}, `${profile.program} (${profile.type})`),
    element("p", {class: "dim"}, `${profile.object} · ${machine}` +
      (profile.virtual ? " · clocks and random numbers were virtual" : "")),
  ];
}

function profilePackets(profile) {
  return table(`What a packet executes in ${profile.program}`, [
    {title: "packet", name: true, cell: (packet) => packet.packet},
    {title: "instructions", number: true, cell: (packet) => plain(packet.insns)},
    {title: "on fresh maps", number: true, cell: (packet) => plain(packet.first)},
    {title: "helper calls", number: true, cell: (packet) => plain(packet.calls)},
    {title: "", cell: (packet) => packet.exact ? "exact"
      : element("span", {class: "inconclusive"}, "not exact")},
  ], profile.packets);
}

// The share as a colour, from the page's to that of what is bad.
function lineAttributes(line) {
  if (!line.covered) return {class: "never"};
  return {style: `--share: ${Math.min(1, line.share * 2)}`};
}

function sourceTable(name, lines) {
  const counted = (text) => (line) => line.covered ? text(line) : "";
  return table(name, [
    {title: "instructions", number: true,
      cell: (line) => line.covered ? plain(line.insns) : "never"},
    {title: "share", number: true, cell: counted((line) => `${(line.share * 100).toFixed(1)} %`)},
    {title: "hits", number: true, cell: counted((line) => plain(line.hits))},
    {title: "line", number: true, cell: (line) => line.line || UNKNOWN},
    {title: "source", cell: (line) => line.line ? line.text : "(no line)"},
  ], lines, lineAttributes);
}

function profileSource(profile) {
  if (profile.lines.length === 0) {
    return element("p", {class: "dim"}, "The object has no BTF line information: compile it with -g.");
  }
  const byFunction = new Map();
  for (const line of profileLines(profile)) {
    const name = `${line.function} in ${line.file}`;
    byFunction.set(name, [...(byFunction.get(name) || []), line]);
  }
  if (byFunction.size === 0) return element("p", {class: "dim"}, "Nothing found.");
  return element("div", {class: "source"},
    [...byFunction].map(([name, lines]) => sourceTable(name, lines)));
}

function addProfiles() {
  if (report.profiles.length === 0) return null;
  const body = element("div", {});
  section("profile", "Executed instructions by line").append(
    element("p", {class: "dim"}, "Counted, not sampled; per packet, the mean over all packets of the " +
      "profile once the maps know them. Hits: of the part of the line that ran most often. " +
      "Never: by no packet, not even on fresh maps."), body);
  return () => replaceChildren(body, report.profiles.map((profile) => element("div", {class: "profile"},
    profileHead(profile), profilePackets(profile), profileSource(profile))));
}
