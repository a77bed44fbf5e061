# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""The study's picture, drawn by gnuplot: what is found by size, and false alarms."""

import subprocess

from study.conditions import BASES
from study.summary import NAMES, TOOLS

COLOURS = {"bpfmark": "#1b6ca8", "sensitive": "#5fb3e6", "bpftool": "#c0392b", "utest": "#e08e0b"}
NUDGES = {"small": 0.04, "large": 0.08}  # in ns and in %
BARS = ("same, quiet", "moved, quiet", "same, busy", "moved, busy")

HEAD = """set terminal svg size 1200,440 font 'sans,12' background '#ffffff'
set output '{output}'
set multiplot layout 1,3
set key bottom right
set grid ytics lc '#dddddd'
set bmargin 4
set border 3
set tics nomirror
set yrange [0:102]
"""


def _percents(rate):
    return " ".join(f"{100 * rate[key]:.4f}" for key in ("rate", "low", "high"))


def _block(name, lines):
    return "\n".join([f"${name} << EOD", *lines, "EOD", ""])


def _power_points(summary, base, tool, policy, nudge):
    """Lines 'size found low high', by size; nudged, that no curve hides another."""
    points = []
    for each in summary["conditions"]:
        if "size" not in each or (each["base"], each["policy"]) != (base, policy):
            continue
        rate, size = each["tools"][tool]["alarms"], each["calibrated"]
        if rate["of"] and size:
            scale = 1 if base == "small" else 100 / size["base_value"]
            points.append((size["difference"] * scale + nudge, _percents(rate)))
    return [f"{size:.4f} {rest}" for size, rest in sorted(points)]


def _power_panel(summary, base, unit):
    blocks, plots = [], []
    series = [(tool, "default", NAMES[tool], tool) for tool in TOOLS]
    series.insert(1, ("bpfmark", "sensitive", "bpfmark, sensitive policy", "sensitive"))
    for i, (tool, policy, label, colour) in enumerate(series):
        points = _power_points(summary, base, tool, policy, i * NUDGES[base])
        if points:
            name = f"{base}_{colour}"
            blocks.append(_block(name, points))
            plots.append(f"${name} using 1:2:3:4 with yerrorlines lw 2 pt 7 ps 0.6"
                         f" lc '{COLOURS[colour]}' title '{label}'")
    if not plots:
        return ""
    return "".join(blocks) + (
        f"set title 'slowdowns of a program of {BASES[base]:g} ns'\nset xlabel 'calibrated slowdown, {unit}'\nset ylabel 'found, %'\n"
        f"set xrange [0:*]\nplot {', '.join(plots)}\n"
    )


def _alarm_panel(summary):
    blocks, plots, highest = [], [], 1.0
    for i, tool in enumerate(TOOLS):
        lines = []
        for j, name in enumerate(BARS):
            rate = summary["unchanged_pairs"][name]["tools"][tool]["alarms"]
            if rate["of"]:
                lines.append(f"{j + 0.25 * (i - 1):.2f} {_percents(rate)}")
                highest = max(highest, 100 * rate["high"])
        if lines:
            blocks.append(_block(f"alarms_{tool}", lines))
            plots += [
                f"$alarms_{tool} using 1:2:(0.22) with boxes fs solid lc '{COLOURS[tool]}'"
                f" title '{NAMES[tool]}'",
                f"$alarms_{tool} using 1:2:3:4 with yerrorbars ps 0 lc '#444444' notitle",
            ]
    if not plots:
        return ""
    # Only in double quotes does gnuplot break the line.
    tics = ", ".join('"%s" %d' % (name.replace(", ", "\\n"), j) for j, name in enumerate(BARS))
    return "".join(blocks) + (
        "set title 'false alarms: the program is the same'\nunset xlabel\nset ylabel '%'\n"
        "set key top left\n"
        f"set xtics ({tics})\nset xrange [-0.6:{len(BARS) - 0.4}]\n"
        f"set yrange [0:{1.3 * highest:.3f}]\nplot {', '.join(plots)}\n"
    )


def script(summary, output):
    return "".join([
        HEAD.format(output=output),
        _power_panel(summary, "small", "ns"),
        _power_panel(summary, "large", "%"),
        _alarm_panel(summary),
    ])


def draw(summary, output, gnuplot):
    """Nothing, or why it could not be drawn."""
    if not gnuplot:
        return "no gnuplot: ci/setup --study installs it"
    done = subprocess.run(
        [gnuplot], input=script(summary, output), capture_output=True, text=True, check=False
    )
    return None if done.returncode == 0 else f"gnuplot: {done.stderr.strip()[-2000:]}"
