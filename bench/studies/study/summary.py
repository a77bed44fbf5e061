# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""From the records to rates: the study's JSON and its Markdown. Pure."""

import statistics

from study import intervals

READING_THRESHOLD = 1.05  # of two readings of bpftool
CONTENDED_RATIO = 1.5  # of the canary, to its lowest
CONTENDED_GAP_NS = 5  # a quiet canary wanders by 3 ns from run to run
ALPHA = 0.05  # of the U test
TOOLS = ("bpfmark", "bpftool", "utest")
NAMES = {"bpfmark": "bpfmark", "bpftool": "two readings, 5 %", "utest": "U test"}


def _alarm(record, tool):
    """Whether the tool says 'slower'; None: it was not asked."""
    if tool == "bpfmark":
        return record["exit"] == 1
    if tool not in record:
        return None
    found = record[tool]
    if tool == "bpftool":
        return found["new"] > found["base"] * READING_THRESHOLD
    return found["p"] < ALPHA and found["new"] > found["base"]


def _tool(records, tool):
    alarms = [alarm for each in records if (alarm := _alarm(each, tool)) is not None]
    seconds = [each["seconds"] if tool == "bpfmark" else each[tool]["seconds"]
               for each in records if tool == "bpfmark" or tool in each]
    return {
        "alarms": intervals.rate(sum(alarms), len(alarms)),
        "seconds": intervals.median(seconds),
    }


def _bpfmark(records):
    verdicts = [each["verdict"] for each in records]
    decided = [each["seconds"] for each in records if each["exit"] != 4]
    regimes = [each["regime"] for each in records]
    found = _tool(records, "bpfmark")
    for verdict in ("inconclusive", "improved"):
        found[verdict] = intervals.rate(verdicts.count(verdict), len(verdicts))
    found["seconds_to_verdict"] = intervals.median(decided)
    found["decided_in_contended_regime"] = intervals.rate(regimes.count("contended"), len(regimes))
    return found


def of_gates(records):
    measured = [each for each in records if "verdict" in each]
    tools = {"bpfmark": _bpfmark(measured)}
    for peer in ("bpftool", "utest"):
        tools[peer] = _tool(measured, peer)
    return {"gates": len(measured), "failed": len(records) - len(measured), "tools": tools}


def _condition(condition, gates, calibrations):
    records = [each for each in gates if each["condition"] == condition.name]
    found = {
        "name": condition.name,
        "pair": condition.pair,
        "base": condition.base,
        "neighbour": "busy" if condition.busy else "quiet",
        "policy": condition.policy,
        "planned": condition.count,
        **of_gates(records),
    }
    if condition.size:
        found["size"] = condition.size.label
        found["calibrated"] = calibrations.get(condition.size.label)
    return found


def _pooled(conditions, gates):
    """A/A gates: by pair and neighbour, by neighbour, all; and those of the sensitive policy."""
    groups = {"all": lambda each: each.policy == "default"}
    for busy, neighbour in ((False, "quiet"), (True, "busy")):
        for pair in ("same", "moved"):
            groups[f"{pair}, {neighbour}"] = lambda each, key=(pair, busy): (
                each.policy == "default" and (each.pair, each.busy) == key
            )
        groups[neighbour] = lambda each, busy=busy: each.policy == "default" and each.busy == busy
    groups["all, sensitive policy"] = lambda each: each.policy == "sensitive"
    found = {}
    for name, belongs in groups.items():
        names = {each.name for each in conditions if not each.size and belongs(each)}
        found[name] = of_gates([each for each in gates if each["condition"] in names])
    return found


def _contended_share(probe, lowest_ns):
    """A probe that was contended from end to end saw one mode, as a quiet one does: only the level
    of the others tells. Contention costs the canary several times as much; 1.5 is between."""
    if probe["canary_quiet_ns"] > max(CONTENDED_RATIO * lowest_ns, lowest_ns + CONTENDED_GAP_NS):
        return 1.0
    return probe["contended_share"]


def _contended(probes, busy):
    seen = [each for each in probes if each["canary_quiet_ns"] is not None]
    lowest_ns = min((each["canary_quiet_ns"] for each in seen), default=None)
    of_these = [each for each in seen if each["busy"] == busy]
    shares = [_contended_share(each, lowest_ns) for each in of_these]
    shares = [each for each in shares if each is not None]
    return {
        "probes": len(of_these),
        "mean_share": statistics.fmean(shares) if shares else None,
        "canary_ns": intervals.median([each["canary_quiet_ns"] for each in of_these]),
    }


def summarise(records, conditions):
    of_kind = {}
    for each in records:
        of_kind.setdefault(each["kind"], []).append(each)
    gates, probes = of_kind.get("gate", []), of_kind.get("probe", [])
    calibrations = {each["size"]: each for each in of_kind.get("calibration", [])}
    return {
        "schema_version": 1,
        "study": {key: value for key, value in records[0].items() if key != "kind"},
        "steps": of_kind.get("steps", [None])[0],
        "gates": {"done": len(gates), "planned": sum(each.count for each in conditions)},
        "contended_time": {"quiet": _contended(probes, False), "busy": _contended(probes, True)},
        "unchanged_pairs": _pooled(conditions, gates),
        "conditions": [_condition(each, gates, calibrations) for each in conditions],
    }


def _percent(rate):
    if rate["rate"] is None:
        return "-"
    low, value, high = (f"{100 * rate[key]:.3g}" for key in ("low", "rate", "high"))
    return f"{value} % ({low} to {high})"


def _seconds(median):
    if median["median"] is None:
        return "-"
    text = f"{median['median']:.2f} s"
    if median["low"] is None:
        return text
    return f"{text} ({median['low']:.2f} to {median['high']:.2f})"


def _row(*cells):
    return f"| {' | '.join(str(each) for each in cells)} |"


def _results(found):
    """Alarms of all tools, then what only bpfmark has."""
    tools = found["tools"]
    cells = [_percent(tools[tool]["alarms"]) for tool in TOOLS]
    own = tools["bpfmark"]
    return [*cells, _percent(own["inconclusive"]), _seconds(own["seconds_to_verdict"])]


HEADS = [*NAMES.values(), "inconclusive", "time to a verdict, median"]


def _unchanged_table(summary):
    yield _row("unchanged pairs: false alarms", "gates", *HEADS)
    yield _row("---", *["---:"] * (len(HEADS) + 1))
    for name, found in summary["unchanged_pairs"].items():
        yield _row(name, found["gates"], *_results(found))


def _calibrated(found):
    size = found["calibrated"]
    if not size:
        return "-"
    base = size["base_value"]
    percent = f", {100 * size['difference'] / base:+.2f} %" if "%" in found["size"] else ""
    return f"{size['difference']:+.2f} ({size['ci_low']:.2f} to {size['ci_high']:.2f}) ns{percent}"


def _slowdown_table(summary):
    yield _row("slowdown: found", "calibrated", "policy", "gates", *HEADS)
    yield _row("---", "---", "---", *["---:"] * (len(HEADS) + 1))
    for found in summary["conditions"]:
        if "size" in found:
            size = f"{found['size']} of {found['base']}"
            yield _row(size, _calibrated(found), found["policy"], found["gates"], *_results(found))


def _contended_lines(summary):
    for neighbour, found in summary["contended_time"].items():
        if found["mean_share"] is not None:
            yield (
                f"Contended time, {neighbour}: {100 * found['mean_share']:.1f} % (mean of"
                f" {found['probes']} probes; the canary's lower mode, median:"
                f" {found['canary_ns']['median']:.1f} ns)."
            )


def to_markdown(summary):
    lines = [*_unchanged_table(summary), "", *_slowdown_table(summary), ""]
    lines += ["In brackets: exact 95 % intervals (Clopper-Pearson; order statistics for medians),"
              " of calibrated sizes 99 %."]
    return "\n".join([*lines, *_contended_lines(summary)]) + "\n"
