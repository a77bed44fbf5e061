# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""The commands that the study runs: clang, bpfmark, bpftool, and the busy neighbour."""

import contextlib
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time

from study.intervals import mann_whitney_p

ROOT = pathlib.Path(__file__).resolve().parents[3]
SOURCE = ROOT / "bpf/study/slowdown.bpf.c"
MOVES = 8  # MOVED of the source: 0, or 1 to this
PATH = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"


class CannotMeasure(Exception):
    pass


def find(*names):
    return next((found for name in names if (found := shutil.which(name, path=PATH))), None)


def run(*command, check=True):
    # On GitHub, bpfmark would write an annotation and a summary for each of a thousand gates.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
    done = subprocess.run(
        [str(each) for each in command],
        capture_output=True, text=True, env=environment, check=False,
    )
    if check and done.returncode != 0:
        raise CannotMeasure(f"{' '.join(map(str, command))}: {done.stderr.strip()[-2000:]}")
    return done


@contextlib.contextmanager
def scratch(folder):
    """A folder in memory, seen by this mount namespace alone: even when we are killed, nothing but
    an empty folder stays."""
    folder.mkdir(parents=True, exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", "mode=0700", "tmpfs", folder)
    try:
        yield folder
    finally:
        run("umount", "--recursive", "--lazy", folder, check=False)
        folder.rmdir()


class Objects:
    """Variants of the study's program, each built once."""

    def __init__(self, folder):
        self._folder = folder
        self._clang = find("clang", *(f"clang-{version}" for version in range(20, 13, -1)))
        if not self._clang:
            raise CannotMeasure("no clang: ci/setup installs it")

    def clang_version(self):
        return run(self._clang, "--version").stdout.splitlines()[0]

    def build(self, steps, moved=0):
        target = self._folder / f"steps{steps}_moved{moved}.bpf.o"
        if not target.exists():
            headers = f"/usr/include/{platform.machine()}-linux-gnu"
            run(
                self._clang, "--target=bpf", "-O2", "-g", "-mcpu=v3", "-idirafter", headers,
                f"-DSTEPS={steps}", f"-DMOVED={moved}", "-c", SOURCE, "-o", target,
            )
        return target


def _time_row(report):
    for row in report["comparisons"]:
        if row["metric"].startswith("ns_per_packet_net"):
            return row
    raise CannotMeasure("bpfmark compared no ns_per_packet_net")


class Bpfmark:
    def __init__(self, path, cpu):
        self._path = path
        self._cpu = cpu
        self._modified = path.stat().st_mtime_ns

    def _check(self):
        """Half a study of one build and half of another is none of either."""
        if not self._path.exists() or self._path.stat().st_mtime_ns != self._modified:
            raise CannotMeasure(f"{self._path} was built anew while the study ran")

    def compare(self, verb, base, new, seed, policy=None, budget=None):
        """What one `gate` or `compare` said, and how long it took, from start to exit."""
        self._check()
        options = ["--seed", seed, "--cpu", self._cpu]
        options += ["--policy", policy] if policy else []
        options += ["--budget", budget] if budget else []
        start = time.monotonic()
        done = run(self._path, verb, base, new, "--always-time", "--quiet", "--format", "json",
                   *options, check=False)
        seconds = time.monotonic() - start
        if done.returncode not in (0, 1, 4):
            return {"exit": done.returncode, "seconds": seconds, "error": done.stderr[-2000:]}
        report = json.loads(done.stdout)
        row = _time_row(report)
        kept = ("base_value", "difference", "ci_low", "ci_high", "threshold", "note")
        return {
            "exit": done.returncode,
            "verdict": report["verdict"],
            "seconds": seconds,
            "regime": "contended" if row["metric"].endswith("_contended") else "quiet",
            **{key: row[key] for key in kept},
        }

    def regimes(self, program, folder):
        """The share of contended time now, over a second or so."""
        result = folder / "probe.json"
        run(self._path, "run", program, "--budget", 1, "--cpu", self._cpu, "--quiet", "-o", result)
        environment = json.loads(result.read_text())["environment"]
        kept = ("contended_share", "canary_quiet_ns", "canary_contended_ns")
        return {key: environment.get(key) for key in kept}


class Peers:
    """What people use today. Both pin their programs to a file system of our own mount namespace,
    of which nothing outlives us."""

    def __init__(self, folder, cpu, repeat, repetitions):
        self._bpftool = find("bpftool")
        self._cpu = cpu
        self._repeat = repeat
        self._repetitions = repetitions
        self._pins = folder / "pins"
        self._packet = folder / "packet"
        self._packet.write_bytes(bytes(64))  # the program does not look at it
        self._pins.mkdir()
        if self:
            run("mount", "-t", "bpf", "bpf", self._pins)

    def __bool__(self):
        return self._bpftool is not None

    def settings(self):
        """Which tell studies apart."""
        return {"repeat": self._repeat, "repetitions": self._repetitions} if self else None

    def _read(self, pin):
        done = run("taskset", "-c", self._cpu, self._bpftool, "-j", "prog", "run", "pinned", pin,
                   "data_in", self._packet, "repeat", self._repeat)
        return json.loads(done.stdout)["duration"]

    def compare(self, base, new):
        pins = [self._pins / "base", self._pins / "new"]
        try:
            for pin, program in zip(pins, (base, new)):
                run(self._bpftool, "prog", "load", program, pin, "type", "xdp")
            start = time.monotonic()
            single = [self._read(pin) for pin in pins]
            middle = time.monotonic()
            many = [[self._read(pin) for _ in range(self._repetitions)] for pin in pins]
            end = time.monotonic()
        finally:
            for pin in pins:
                pin.unlink(missing_ok=True)
        return {
            "bpftool": {"base": single[0], "new": single[1], "seconds": middle - start},
            "utest": {
                "base": statistics.median(many[0]),
                "new": statistics.median(many[1]),
                "p": mann_whitney_p(*many),
                "seconds": end - middle,
            },
        }


class Neighbour:
    """A process that keeps another CPU busy; it ends with us, however we end."""

    LOOP = (
        "import os\n"
        "os.sched_setaffinity(0, {{{cpu}}})\n"
        "while os.getppid() == {parent}:\n"
        "    sum(range(1000000))\n"
    )

    def __init__(self, cpu):
        self._cpu = cpu
        self._process = None

    def be(self, busy):
        if busy and not self._process:
            loop = self.LOOP.format(cpu=self._cpu, parent=os.getpid())
            self._process = subprocess.Popen([sys.executable, "-c", loop])
            time.sleep(0.2)  # Python's own start is over
        elif not busy and self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
