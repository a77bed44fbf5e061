#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""schema_test.py FOLDER: schema.json against the sample reports that the C++ writer left there.

full.json has every field filled, unknown.json has null wherever that may be.
"""
import copy
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
import validate  # exits with 77 where jsonschema is missing

SCHEMA = validate.read(HERE / "schema.json")
RESULT = {"$ref": "#/definitions/result"}
NET = ("benchmarks", 0, "metrics", "ns_per_packet_net")
GROSS = ("benchmarks", 0, "metrics", "ns_per_packet")
INSNS = ("benchmarks", 0, "metrics", "xlated_insns")
OPTIONAL = {"map_operations", "stopped", "warnings", "timed_share", "canary_quiet_ns", "canary_contended_ns", "core_ghz",
            "base_value", "new_value", "threshold", "counts", "note", "repository", "subject", "author",
            "committed_at", "map_steps", "verdicts", "base_verdicts", "new_verdicts", "notes", "slots", "driver"}

# Where, what is put there, and the path at which the validator must complain.
BREAKS = [
    (("schema_version",), 2, "$.schema_version"),
    (("schema_version",), "1", "$.schema_version"),
    (("extra",), 1, "$"),
    (("tool", "name"), "other", "$.tool.name"),
    (("run", "started_at"), "yesterday", "$.run.started_at"),
    (("run", "duration_s"), -1, "$.run.duration_s"),
    (("run", "duration_s"), None, "$.run.duration_s"),
    (("run", "timed_share"), 83, "$.run.timed_share"),
    (("run", "seed"), 1.5, "$.run.seed"),
    (("run", "seed"), 2**64, "$.run.seed"),
    (("run", "git", "dirty"), "yes", "$.run.git.dirty"),
    (("run", "git", "commit"), "main", "$.run.git.commit"),
    (("run", "git"), [], "$.run.git"),
    (("environment", "cpus"), 0, "$.environment.cpus"),
    (("environment", "jit"), 1, "$.environment.jit"),
    (("environment", "cpu_model"), "", "$.environment.cpu_model"),
    (("environment", "contended_share"), 12, "$.environment.contended_share"),
    (("benchmarks",), {}, "$.benchmarks"),
    (("benchmarks", 0, "name"), "", "$.benchmarks[0].name"),
    (("benchmarks", 0, "kind"), "programme", "$.benchmarks[0].kind"),
    (("benchmarks", 0, "drive"), "fast", "$.benchmarks[0].drive"),
    (("benchmarks", 0, "stopped"), "bored", "$.benchmarks[0].stopped"),
    (("benchmarks", 0, "warnings"), "text", "$.benchmarks[0].warnings"),
    (("benchmarks", 0, "program", "sha256"), "abc", "$.benchmarks[0].program.sha256"),
    (("benchmarks", 0, "map_operations"), {}, "$.benchmarks[0].map_operations"),
    (("benchmarks", 0, "map_operations", 0, "calls_per_packet"), 0,
     "$.benchmarks[0].map_operations[0].calls_per_packet"),
    (("benchmarks", 0, "map_operations", 0, "key_bytes"), 1.5,
     "$.benchmarks[0].map_operations[0].key_bytes"),
    (("benchmarks", 0, "metrics"), [], "$.benchmarks[0].metrics"),
    (("benchmarks", 0, "metrics", "Odd Name"), {}, "$.benchmarks[0].metrics"),
    (("benchmarks", 0, "metrics", "other"), 1, "$.benchmarks[0].metrics.other"),
    (NET + ("value",), "NaN", "$.benchmarks[0].metrics.ns_per_packet_net.value"),
    (NET + ("value",), "1.9", "$.benchmarks[0].metrics.ns_per_packet_net.value"),
    (NET + ("value",), True, "$.benchmarks[0].metrics.ns_per_packet_net.value"),
    (NET + ("value",), None, "$.benchmarks[0].metrics.ns_per_packet_net"),
    (NET + ("ci_low",), None, "$.benchmarks[0].metrics.ns_per_packet_net"),
    (NET + ("confidence",), None, "$.benchmarks[0].metrics.ns_per_packet_net"),
    (NET + ("confidence",), 99, "$.benchmarks[0].metrics.ns_per_packet_net.confidence"),
    (NET + ("exact",), True, "$.benchmarks[0].metrics.ns_per_packet_net"),
    (NET + ("rounds",), -1, "$.benchmarks[0].metrics.ns_per_packet_net.rounds"),
    (NET + ("placements", 1), None, "$.benchmarks[0].metrics.ns_per_packet_net.placements[1]"),
    (NET + ("extra",), 1, "$.benchmarks[0].metrics.ns_per_packet_net"),
    (GROSS + ("value",), -1, "$.benchmarks[0].metrics.ns_per_packet.value"),
    (GROSS + ("placements", 0), -1, "$.benchmarks[0].metrics.ns_per_packet.placements[0]"),
    (INSNS + ("value",), -1, "$.benchmarks[0].metrics.xlated_insns.value"),
    (INSNS + ("exact",), False, "$.benchmarks[0].metrics.xlated_insns.exact"),
    (("comparisons", 0, "verdict"), "slower", "$.comparisons[0].verdict"),
    (("comparisons", 0, "verdict"), None, "$.comparisons[0].verdict"),
    (("comparisons", 0, "p_value"), 1.5, "$.comparisons[0].p_value"),
    (("comparisons", 0, "ci_high"), None, "$.comparisons[0]"),
    (("comparisons", 0, "new_version"), "v2", "$.comparisons[0]"),
    (("map_steps", 0, "verdict"), "tied", "$.map_steps[0].verdict"),
    (("map_steps", 0, "p_value"), 1.5, "$.map_steps[0].p_value"),
    (("map_steps", 0, "ci_high"), None, "$.map_steps[0].ci_high"),
]


def put(document, steps, value):
    broken = copy.deepcopy(document)
    target = broken
    for step in steps[:-1]:
        target = target[step]
    target[steps[-1]] = value
    return broken


def objects_of(document, steps=()):
    """(steps, object) of every object in the document."""
    if isinstance(document, dict):
        yield steps, document
    if isinstance(document, (dict, list)):
        pairs = document.items() if isinstance(document, dict) else enumerate(document)
        for step, value in pairs:
            yield from objects_of(value, steps + (step,))


def without(document, steps, key):
    broken = copy.deepcopy(document)
    target = broken
    for step in steps:
        target = target[step]
    del target[key]
    return broken


def resolved(schema):
    while "$ref" in schema:
        schema = SCHEMA["definitions"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


class SchemaTest(unittest.TestCase):
    folder = pathlib.Path()

    def setUp(self):
        self.full = validate.read(self.folder / "full.json")
        self.unknown = validate.read(self.folder / "unknown.json")

    def test_what_the_writer_writes_is_valid(self):
        self.assertEqual(validate.mistakes(SCHEMA, self.full), [])
        self.assertEqual(validate.mistakes(SCHEMA, self.unknown), [])

    def test_the_small_form_is_valid_and_checked_too(self):
        for name in ("full-history.json", "unknown-history.json"):
            self.assertEqual(validate.mistakes(SCHEMA, validate.read(self.folder / name)), [], name)
        full = validate.read(self.folder / "full-history.json")
        values = ("benchmarks", 0, "values", "ns_per_packet_net")
        for steps, value, where in [
            (("form",), "other", "$.form"),
            (("benchmarks", 0, "program"), -1, "$.benchmarks[0].program"),
            (("metrics", "ns_per_packet_net", "unit"), None, "$.metrics.ns_per_packet_net.unit"),
            (values, [1, 2], "$.benchmarks[0].values.ns_per_packet_net"),
            (values, [None], "$.benchmarks[0].values.ns_per_packet_net[0]"),
            (("comparisons",), [], "$"),
        ]:
            with self.subTest(where=where, value=value):
                found = validate.mistakes(SCHEMA, put(full, steps, value))
                self.assertIn(where, [path for path, _ in found])

    def test_a_broken_file_fails_at_the_broken_place(self):
        for steps, value, where in BREAKS:
            with self.subTest(where=where, value=value):
                found = validate.mistakes(SCHEMA, put(self.full, steps, value))
                self.assertIn(where, [path for path, _ in found])

    def test_every_key_of_the_contract_is_needed(self):
        for steps, found in objects_of(self.full):
            is_map = bool(steps) and steps[-1] == "metrics"
            if bool(steps) and str(steps[-1]).endswith("verdicts"):
                continue  # keyed by word; the last one cannot go
            for key in found:
                with self.subTest(steps=steps, key=key):
                    broken = validate.mistakes(SCHEMA, without(self.full, steps, key))
                    # A metric needs its unit and exact; a comparison repeats them at will.
                    repeated = steps[:1] == ("comparisons",) and key in ("unit", "exact")
                    optional = key in OPTIONAL and not (key == "threshold" and steps[:1] == ("map_steps",))
                    self.assertEqual(not broken, optional or is_map or repeated)

    def test_every_field_of_the_full_sample_is_filled(self):
        self.compare_keys(RESULT, self.full, "$")

    def compare_keys(self, schema, value, path):
        """The keys are those of the schema, in its order, and none is null or empty."""
        schema = resolved(schema)
        if isinstance(value, list):
            self.assertTrue(value or path.endswith(".placements"), path)
            for index, item in enumerate(value):
                self.compare_keys(schema["items"], item, f"{path}[{index}]")
        if not isinstance(value, dict) or path.endswith("verdicts"):
            return
        if not path.endswith(".metrics"):
            self.assertEqual(list(value), list(schema["properties"]), path)
        for key, item in value.items():
            inner = resolved(schema["properties"][key])
            while "properties" not in inner and "allOf" in inner:  # a metric with extra rules
                inner = resolved(inner["allOf"][0])
            if not value.get("exact"):
                self.assertIsNotNone(item, f"{path}.{key}")
            self.compare_keys(inner, item, f"{path}.{key}")

    def test_json_that_python_alone_would_take_is_refused(self):
        for text in ('{"a": NaN}', '{"a": -Infinity}', '{"a": 1, "a": 2}', '{"a": 1', ""):
            with self.subTest(text=text), self.assertRaises(ValueError):
                validate.parse(text)

    def test_the_command_names_the_file_and_the_path(self):
        full = (self.folder / "full.json").read_text()
        cases = [
            (full, 0, ""),
            (full.replace('"dirty": true', '"dirty": 1'), 1, "$.run.git.dirty"),
            (full.replace('"dirty": true', '"dirty": NaN'), 1, "NaN is not JSON"),
            (full[: len(full) // 2], 1, "$: "),
        ]
        for text, code, part in cases:
            with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
                file.write(text)
                file.flush()
                command = [sys.executable, HERE / "validate.py", HERE / "schema.json", file.name]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)
                self.assertIn(part, done.stdout)
                self.assertEqual(file.name in done.stdout, code == 1)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    SchemaTest.folder = pathlib.Path(sys.argv.pop())
    unittest.main()
