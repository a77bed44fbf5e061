#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""consumers_test.py BPFMARK: what `bpfmark export` writes, given to those who read it.

promtool, Prometheus, the Pushgateway and Google Benchmark's compare.py are the distribution's; each
server has a free port of the loopback and a folder of its own, and is stopped. For what no package
reads, schemas stand here. A tool that is missing skips its tests, and is named.
"""
import contextlib
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COMPARE = pathlib.Path("/usr/share/benchmark/compare.py")
RUNS = 12
BMF = {
    "type": "object", "minProperties": 1, "propertyNames": {"minLength": 1, "maxLength": 1024},
    "additionalProperties": {
        "type": "object", "minProperties": 1, "propertyNames": {"minLength": 1, "maxLength": 64},
        "additionalProperties": {
            "type": "object", "required": ["value"], "additionalProperties": False,
            "properties": {name: {"type": "number"}
                           for name in ("value", "lower_value", "upper_value")}}}}
BENCHES = {
    "type": "array", "minItems": 1,
    "items": {"type": "object", "required": ["name", "unit", "value"], "additionalProperties": False,
              "properties": {"name": {"type": "string", "minLength": 1}, "unit": {"type": "string"},
                             "value": {"type": "number"}, "range": {"type": "string"},
                             "extra": {"type": "string"}}}}
PERSON = {"type": "object", "required": ["email", "name", "username"]}
PAGE = {
    "type": "object", "required": ["lastUpdate", "repoUrl", "entries"], "additionalProperties": False,
    "properties": {
        "lastUpdate": {"type": "integer"}, "repoUrl": {"type": "string"},
        "entries": {"type": "object", "additionalProperties": {"type": "array", "items": {
            "type": "object", "required": ["commit", "date", "tool", "benches"],
            "properties": {
                "date": {"type": "integer"}, "tool": {"const": "customSmallerIsBetter"},
                "benches": BENCHES,
                "commit": {"type": "object",
                           "required": ["author", "committer", "id", "message", "timestamp", "url"],
                           "properties": {"author": PERSON, "committer": PERSON}}}}}}}}


def needs(*tools):
    missing = [tool for tool in tools if not shutil.which(tool) and not pathlib.Path(tool).exists()]
    return unittest.skipIf(missing, f"ci/setup --test installs {', '.join(missing)}")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


@contextlib.contextmanager
def server(command, ready):
    """Runs until it is ready, and stops it whatever happens."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            for _ in range(300):
                with contextlib.suppress(OSError):
                    get(ready)
                    break
                if process.poll() is not None:
                    break
                time.sleep(0.05)
            else:
                raise TimeoutError(f"{command[0]} is not ready after 15 s")
            if process.poll() is not None:
                log.seek(0)
                raise RuntimeError(log.read().decode()[-2000:])
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


class Consumers(unittest.TestCase):
    bpfmark = ""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.history = cls.folder / "history"
        subprocess.run([sys.executable, ROOT / "bench/studies/study/synthetic_history.py", cls.history,
                        "--runs", str(RUNS), "--machines", "2"], check=True)
        cls.files = sorted(cls.history.rglob("*.json"))

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def export(self, *arguments):
        command = [self.bpfmark, "export", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def value_of(self, file, name, metric):
        rows = json.loads(file.read_text())["benchmarks"]
        return next(row["values"][metric][0] for row in rows if row["name"] == name)

    def test_bencher(self):
        jsonschema = __import__("jsonschema")
        document = json.loads(self.export("--format", "bmf", self.files[0]))
        jsonschema.validate(document, BMF)
        expected = self.value_of(self.files[0], "fizzbuzz/v1/none", "ns_per_packet_net")
        self.assertEqual(document["fizzbuzz/v1/none"]["latency"]["value"], expected)

    def test_github_action_benchmark(self):
        jsonschema = __import__("jsonschema")
        jsonschema.validate(json.loads(self.export("--format", "gab", self.files[0])), BENCHES)
        page = self.folder / "data.js"
        for count in (3, RUNS):
            self.export("--format", "gab", "--append", page, *self.files[:count])
            text = page.read_text()
            self.assertTrue(text.startswith("window.BENCHMARK_DATA = "))
            data = json.loads(text.removeprefix("window.BENCHMARK_DATA = "))
            jsonschema.validate(data, PAGE)
            self.assertEqual(sum(map(len, data["entries"].values())), count)
            self.assertEqual(len(data["entries"]), 2)  # a chart a machine

    @needs(str(COMPARE))
    def test_google_benchmark_compares_them(self):
        samples = self.folder / "samples"
        samples.mkdir()
        for number, cost in enumerate((10.0, 12.0)):
            document = json.loads(self.full_result(cost))
            (samples / f"{number}.json").write_text(json.dumps(document))
            text = self.export("--format", "gbench", samples / f"{number}.json")
            (samples / f"gbench-{number}.json").write_text(text)
        dump = samples / "dump.json"
        done = subprocess.run(
            [sys.executable, COMPARE, "--no-color", "--dump_to_json", dump, "benchmarks",
             samples / "gbench-0.json", samples / "gbench-1.json"],
            capture_output=True, text=True, check=False)
        if "No module named" in done.stderr:
            self.skipTest(done.stderr.strip().splitlines()[-1])
        self.assertEqual(done.returncode, 0, done.stderr)
        compared = {each["name"]: each for each in json.loads(dump.read_text())}
        row = compared["s/v1/p"]
        self.assertAlmostEqual(row["measurements"][0]["time"], 0.2, places=3)
        self.assertTrue(row["utest"]["have_optimal_repetitions"])
        self.assertLess(row["utest"]["time_pvalue"], 0.01)

    def full_result(self, cost):
        """A result with placements, as `bpfmark run -o` writes it."""
        document = json.loads(self.files[0].read_text())
        for key in ("form", "metrics", "programs"):
            del document[key]
        placements = [cost + 0.01 * (i % 5 - 2) for i in range(20)]
        document["benchmarks"] = [{
            "name": "s/v1/p", "kind": "program", "suite": "s", "version": "v1", "packet": "p",
            "drive": "repeat", "program": None, "metrics": {"ns_per_packet_net": {
                "value": cost, "unit": "ns", "exact": False, "ci_low": cost - 0.1,
                "ci_high": cost + 0.1, "confidence": 0.99, "placements": placements,
                "rounds": 400}}}]
        document["comparisons"] = []
        return json.dumps(document)

    @needs("promtool")
    def test_promtool_finds_no_fault(self):
        text = self.export("--format", "openmetrics", "--without-time", self.files[0])
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True,
                              text=True, check=False)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    @contextlib.contextmanager
    def prometheus(self, data):
        """Its address; it serves what lies in `data`, and scrapes nothing."""
        config = self.folder / "prometheus.yml"
        config.write_text("scrape_configs: []\n")
        address = f"127.0.0.1:{free_port()}"
        with server(["prometheus", f"--config.file={config}", f"--storage.tsdb.path={data}",
                     "--storage.tsdb.retention.time=100y", f"--web.listen-address={address}"],
                    f"http://{address}/-/ready"):
            yield f"http://{address}"

    def query(self, address, expression, at):
        parameters = urllib.parse.urlencode({"query": expression, "time": at})
        try:
            answer = json.loads(get(f"{address}/api/v1/query?{parameters}"))
        except urllib.error.HTTPError as error:
            self.fail(f"{expression}: {error.read().decode()}")
        self.assertEqual(answer["status"], "success", expression)
        return answer["data"]["result"]

    def filled(self):
        """A folder of blocks with the whole history in it."""
        text = self.folder / "history.om"
        data = self.folder / "blocks"
        if not data.exists():
            self.export("--format", "openmetrics", self.history, "-o", text)
            subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", text, data],
                           check=True, capture_output=True)
        return data

    @needs("promtool", "prometheus")
    def test_prometheus_holds_the_history(self):
        with self.prometheus(self.filled()) as address:
            for file in self.files:
                run = json.loads(file.read_text())
                at = run["run"]["started_at"]
                labels = (f'benchmark="fizzbuzz/v1/none",repo="owner/name",branch="main",'
                          f'fingerprint="{run["environment"]["fingerprint"]}"')
                found = self.query(address, f"bpfmark_packet_net_seconds{{{labels}}}", at)
                self.assertEqual(len(found), 1, at)
                expected = self.value_of(file, "fizzbuzz/v1/none", "ns_per_packet_net")
                self.assertAlmostEqual(float(found[0]["value"][1]) * 1e9, expected, places=5)
                info = self.query(address, "bpfmark_run_info", at)
                self.assertIn(run["run"]["git"]["commit"], [e["metric"]["commit"] for e in info])

    @needs("promtool", "prometheus")
    def test_every_query_of_the_grafana_dashboard_finds_something(self):
        dashboard = json.loads((ROOT / "docs/grafana.json").read_text())
        expressions = [(panel["title"], target["expr"])
                       for panel in dashboard["panels"] for target in panel["targets"]]
        expressions += [(each["name"], each["expr"]) for each in dashboard["annotations"]["list"]]
        self.assertGreater(len(expressions), 10)
        at = json.loads(self.files[-1].read_text())["run"]["started_at"]
        with self.prometheus(self.filled()) as address:
            for title, expression in expressions:
                with self.subTest(title):
                    plain = expression.replace("$__interval", "1d").replace("$window", "1d")
                    for variable in ("repo", "branch", "suite", "fingerprint", "benchmark"):
                        plain = plain.replace(f"${variable}", ".*")
                    self.assertNotIn("$", plain)
                    self.assertTrue(self.query(address, plain, at), plain)
            for variable in dashboard["templating"]["list"]:
                if variable["type"] != "query":
                    continue
                with self.subTest(variable["name"]):
                    text = variable["query"]["query"]
                    selector, label = text.removeprefix("label_values(").rstrip(")").rsplit(", ", 1)
                    for other in ("repo", "suite"):
                        selector = selector.replace(f"${other}", ".*")
                    found = self.query(address, f"last_over_time({selector}[1d])", at)
                    self.assertTrue(any(label in each["metric"] for each in found), text)

    @needs("prometheus-pushgateway")
    def test_the_push_step_fills_a_real_pushgateway(self):
        address = f"127.0.0.1:{free_port()}"
        push = [sys.executable, ROOT / "ci/push", "--bpfmark", self.bpfmark,
                "--gateway", f"http://{address}"]
        down = subprocess.run([*push, self.files[0]], capture_output=True, text=True, check=False)
        self.assertEqual(down.returncode, 3, down.stderr)
        with server(["prometheus-pushgateway", f"--web.listen-address={address}"],
                    f"http://{address}/-/ready"):
            for file in self.files[:4]:
                done = subprocess.run([*push, file], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
            groups = json.loads(get(f"http://{address}/api/v1/metrics"))["data"]
            self.assertEqual(len(groups), 2)  # a machine each; the later run took its place
            values = {}
            for group in groups:
                self.assertEqual(group["labels"]["repo"], "owner/name")
                for sample in group["bpfmark_packet_net_seconds"]["metrics"]:
                    labels = sample["labels"]
                    values[labels["fingerprint"], labels["benchmark"]] = float(sample["value"])
            for file in self.files[2:4]:
                print_of = json.loads(file.read_text())["environment"]["fingerprint"]
                expected = self.value_of(file, "fizzbuzz/v1/none", "ns_per_packet_net")
                self.assertAlmostEqual(values[print_of, "fizzbuzz/v1/none"] * 1e9, expected, places=5)
            bad = subprocess.run([*push, __file__], capture_output=True, text=True, check=False)
            self.assertEqual(bad.returncode, 2, bad.stderr)

    def test_csv_reads_as_csv(self):
        csv = __import__("csv")
        rows = list(csv.DictReader(self.export("--format", "csv", self.history).splitlines()))
        self.assertEqual({row["fingerprint"] for row in rows},
                         {json.loads(f.read_text())["environment"]["fingerprint"] for f in self.files})
        first = next(r for r in rows if r["name"] == "fizzbuzz/v1/none"
                     and r["metric"] == "ns_per_packet_net")
        expected = self.value_of(self.files[0], "fizzbuzz/v1/none", "ns_per_packet_net")
        self.assertEqual(float(first["value"]), expected)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Consumers.bpfmark = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
