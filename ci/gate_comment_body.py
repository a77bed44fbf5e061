# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""From the gate's results to the text of a comment. Pure but for reading the files.

The results were written by a job that runs the pull request's own code: all of it may be a lie,
and no text in it may become markup, a link or a mention. Numbers and verdicts are checked; text is
shown as code, each character that Markdown or HTML might take for its own as an entity.
"""

import dataclasses
import json
import math
import os
import pathlib
import stat

MAX_FILES = 64
MAX_FILE_BYTES = 8 << 20
MAX_ROWS = 20_000
MAX_ROWS_SHOWN = 40
MAX_TEXT = 80
MAX_LONG_TEXT = 160  # a 64-byte packet in hexadecimal, and some
MAX_BODY = 60_000  # GitHub's own limit is 65,536 characters
# What is said first.
VERDICTS = ("regressed", "inconclusive", "improved", "unchanged")
NUMBERS = ("base_value", "new_value", "ratio", "difference", "ci_low", "ci_high")


class BadResult(Exception):
    pass


@dataclasses.dataclass
class Row:
    object: str
    name: str
    metric: str
    unit: str
    verdict: str
    counts: bool
    numbers: dict


@dataclasses.dataclass
class Difference:
    object: str
    name: str
    what: str
    frames: int
    packet: str  # hexadecimal


@dataclasses.dataclass
class Results:
    rows: list
    verdicts: list  # one a file
    behaviour: list  # Difference

    def of_several_objects(self):
        return len({each.object for each in self.rows + self.behaviour}) > 1

    def worth_a_comment(self):
        loud = any(row.counts and row.verdict != "unchanged" for row in self.rows)
        return loud or bool(self.behaviour) or any(each != "unchanged" for each in self.verdicts)


def code(text, most=MAX_TEXT):
    """`text` as inline code that holds nothing but itself."""
    shown = text if len(text) <= most else text[: most - 1] + "…"
    parts = []
    for character in shown:
        if not character.isprintable():  # controls, line ends, direction marks, lone surrogates
            character = "\ufffd"
        if character.isascii() and not character.isalnum() and character != " ":
            character = f"&#{ord(character)};"
        parts.append(character)
    # Mentions are looked for after entities are decoded, if not in code: this is a second bar.
    joined = "".join(parts).replace("&#64;", "&#64;\u200b")
    return f"<code>{joined}</code>"


def _get(record, key, kinds, place, default=None):
    value = record.get(key, default)
    if value is None:
        return default
    if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
        raise BadResult(f"{place}.{key} is of the wrong type")
    return value


def _number(record, key, place):
    value = _get(record, key, (int, float), place)
    if value is None:
        return None
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise BadResult(f"{place}.{key} is not a finite number")
    return number


def _verdict(record, place):
    verdict = _get(record, "verdict", str, place)
    if verdict not in VERDICTS:
        raise BadResult(f"{place}.verdict is none of {', '.join(VERDICTS)}")
    return verdict


def _row(record, place, shown_object):
    if not isinstance(record, dict):
        raise BadResult(f"{place} is not an object")
    return Row(
        object=shown_object,
        name=_get(record, "name", str, place, ""),
        metric=_get(record, "metric", str, place, ""),
        unit=_get(record, "unit", str, place, ""),
        verdict=_verdict(record, place),
        counts=_get(record, "counts", bool, place, True),
        numbers={key: _number(record, key, place) for key in NUMBERS},
    )


def _difference(record, place, shown_object):
    if not isinstance(record, dict):
        raise BadResult(f"{place} is not an object")
    return Difference(
        object=shown_object,
        name=_get(record, "name", str, place, ""),
        what=_get(record, "what", str, place, ""),
        frames=_get(record, "frames", int, place, 0),
        packet=_get(record, "packet", str, place, ""),
    )


def _list(result, key, of):
    found = _get(result, key, list, "$", [])
    if len(found) > MAX_ROWS:
        raise BadResult(f"$.{key} has more than {MAX_ROWS} entries")
    shown_object = _get(result, "new", str, "$", "").rpartition("/")[2]
    return [of(each, f"$.{key}[{i}]", shown_object) for i, each in enumerate(found)]


def _refuse_constant(name):
    raise BadResult(f"holds {name}, which is not JSON")


def _read_text(path):
    # Not through a link, and not from a pipe: either could be planted in the archive.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BadResult("is not a regular file")
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise BadResult(f"is larger than {MAX_FILE_BYTES >> 20} MiB")
    return data.decode("utf-8")


def _read_file(path, into):
    try:
        result = json.loads(_read_text(path), parse_constant=_refuse_constant)
        if not isinstance(result, dict):
            raise BadResult("$ is not an object")
        into.verdicts.append(_verdict(result, "$"))
        into.rows += _list(result, "comparisons", _row)
        into.behaviour += _list(result, "behaviour", _difference)
    except (OSError, ValueError, RecursionError, BadResult) as error:
        raise BadResult(f"{path}: {error}") from None


def read_results(path):
    """The results in a file or a folder; None where there are none."""
    path = pathlib.Path(path)
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    if not files or not os.path.lexists(files[0]):
        return None
    if len(files) > MAX_FILES:
        raise BadResult(f"{path}: more than {MAX_FILES} results")
    results = Results([], [], [])
    for file in files:
        _read_file(file, results)
    return results


def _value(number, unit):
    if number is None:
        return "?"
    return f"{number:.4g}" + (f" {code(unit)}" if unit else "")


def _change(row):
    numbers = row.numbers
    parts = []
    if numbers["difference"] is not None:
        parts.append(f"{numbers['difference']:+.3g}")
    if numbers["ratio"] is not None:
        parts.append(f"({100 * (numbers['ratio'] - 1):+.1f} %)")
    return " ".join(parts) or "?"


def _interval(row):
    low, high = row.numbers["ci_low"], row.numbers["ci_high"]
    return "" if low is None or high is None else f"{low:+.3g} … {high:+.3g}"


def _label(entry, several):
    return f"{code(entry.object)} {code(entry.name)}" if several else code(entry.name)


def _table(rows, several):
    yield "| | metric | base | new | change | interval | verdict |"
    yield "| --- | --- | ---: | ---: | ---: | :---: | --- |"
    for row in rows:
        verdict = f"**{row.verdict}**" if row.counts else f"{row.verdict} (does not count)"
        base, new = (_value(row.numbers[key], row.unit) for key in ("base_value", "new_value"))
        label, metric = _label(row, several), code(row.metric)
        cells = [label, metric, base, new, _change(row), _interval(row), verdict]
        yield "| " + " | ".join(cells) + " |"


def summary(results):
    """Such as '1 regressed, 3 unchanged'."""
    counted = [row.verdict for row in results.rows if row.counts]
    parts = [f"{counted.count(each)} {each}" for each in VERDICTS if each in counted]
    if results.behaviour:
        parts.insert(0, "behaviour changed")
    return ", ".join(parts) or f"{results.verdicts[0]}, without rows"


def _differences(differences, several, most):
    yield "What the programs do differs:"
    yield ""
    for each in differences[:most]:
        line = f"- {_label(each, several)}: {code(each.what, MAX_LONG_TEXT)}"
        if each.frames > 1:
            line += f", on {min(each.frames, 10**9)} packets"
        if each.packet:
            line += f"; first on {code(each.packet, MAX_LONG_TEXT)}"
        yield line
    if len(differences) > most:
        yield f"- and {len(differences) - most} more"
    yield ""


def _body(marker, results, footer, shown):
    several = results.of_several_objects()
    lines = [marker, f"### bpfmark: {summary(results)}", ""]
    if results.behaviour:
        lines += _differences(results.behaviour, several, min(10, shown))
    rows = [row for row in results.rows if row.verdict != "unchanged"]
    rows.sort(key=lambda row: (not row.counts, VERDICTS.index(row.verdict)))
    if rows:
        lines += _table(rows[:shown], several)
        lines.append("")
    if len(rows) > shown:
        lines += [f"{len(rows) - shown} more rows that are not 'unchanged' are in the result.", ""]
    return "\n".join([*lines, footer, ""])


def comment_body(marker, results, footer):
    for shown in (MAX_ROWS_SHOWN, 20, 10, 5, 0):
        body = _body(marker, results, footer, shown)
        if len(body) <= MAX_BODY:
            return body
    raise BadResult("no comment is short enough")


def resolved_body(marker, results, footer):
    return "\n".join([marker, f"### bpfmark: resolved ({summary(results)})", "", footer, ""])
