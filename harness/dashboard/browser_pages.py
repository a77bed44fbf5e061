# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""The reports that browser_test.py looks at: a history, one run, profiles, and one of each whose
names and texts try to be markup."""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ODD = "<img src=x onerror=\"window.hacked=1\"></script><script>window.hacked=1</script>"


def add_odd_names(folder):
    """Puts markup wherever a result holds text of its own."""
    for file in sorted(folder.rglob("*.json")):
        document = json.loads(file.read_text())
        for row in document["benchmarks"]:
            if row["version"] == "v4":
                row["version"] = f"v4{ODD}"
                row["name"] = row["name"].replace("v4", row["version"])
        document["run"]["git"]["subject"] = f"message {ODD}"
        document["run"]["git"]["author"] = ODD
        document["environment"]["clang"] = ODD + document["environment"]["clang"]
        file.write_text(json.dumps(document))


def line(number, text, hits):
    return {"program": "p", "function": "p", "file": "src/a.c", "line": number, "text": text,
            "hits": hits, "instructions": 3 * hits}


def profile_of(program):
    """What `bpfmark profile -o` writes, as far as the report reads it: two frames, three lines."""
    def counted(*hits):
        texts = (f"\tif (a < b) {ODD}", "count(&a);", "return never;")
        return {"insns_per_packet": 12, "helper_calls_per_packet": 1,
                "lines": [line(7 + i, text, hits[i]) for i, text in enumerate(texts)]}
    return {"schema_version": 1, "tool": {"name": "bpfmark", "version": "0.1.0"},
            "object": "a.bpf.o", "program": program, "type": "xdp",
            "environment": {"kernel": "6.18.0", "arch": "x86_64", "clang": None},
            "virtual_calls": False, "programs": [],
            "packets": [{"packet": "tcp64", "frames": 2, "exact": True,
                         "later_pass": counted(6, 2, 0), "first_pass": counted(6, 4, 0)}]}


def make_pages(bpfmark, folder):
    """Puts plain.html, odd.html, single.html, profiled.html and alone.html into the folder."""
    generator = ROOT / "bench/studies/study/synthetic_history.py"
    for name, options in (("plain", ("--runs", "160", "--machines", "2", "--rows", "56")),
                          ("odd", ("--runs", "30"))):
        subprocess.run([sys.executable, generator, folder / name, *options], check=True)
    add_odd_names(folder / "odd")
    single = next((folder / "plain").rglob("*.json"))
    profiles = [folder / "profile.json", folder / "odd-profile.json"]
    for file, program in zip(profiles, ("counted", ODD)):
        file.write_text(json.dumps(profile_of(program)))
    for name, sources, title in (("plain", [folder / "plain"], "a history"),
                                 ("odd", [folder / "odd"], f"odd {ODD}"),
                                 ("single", [single], "one run"),
                                 ("profiled", [single, *profiles], "one run, two profiles"),
                                 ("alone", profiles[:1], "a profile")):
        subprocess.run([bpfmark, "report", *sources, "-o", folder / f"{name}.html",
                        "--title", title], check=True)
