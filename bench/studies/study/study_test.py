#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""Tests of what bench/studies/gate-study computes; what it measures needs root and hours."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from study import conditions, intervals, picture, records, summary  # noqa: E402


class Intervals(unittest.TestCase):
    def test_rates_have_the_intervals_of_clopper_and_pearson(self):
        # k, n, low, high: R's binom.test
        for k, n, low, high in (
            (0, 1000, 0.0, 0.003682), (1, 1000, 0.0000253, 0.005559), (5, 100, 0.01643, 0.11283),
            (50, 100, 0.39832, 0.60168), (100, 100, 0.96378, 1.0),
        ):
            found = intervals.rate(k, n)
            self.assertAlmostEqual(found["low"], low, 5, (k, n))
            self.assertAlmostEqual(found["high"], high, 5, (k, n))

    def test_the_one_sided_bound_of_none_in_a_thousand(self):
        self.assertAlmostEqual(intervals.rate(0, 1000)["upper"], 1 - 0.05 ** (1 / 1000), 9)

    def test_a_rate_of_nothing_is_unknown(self):
        self.assertIsNone(intervals.rate(0, 0)["rate"])

    def test_medians(self):
        found = intervals.median(range(1, 11))  # the second and the ninth of ten
        self.assertEqual((found["median"], found["low"], found["high"]), (5.5, 2, 9))
        self.assertIsNone(intervals.median([1, 2, 3, 4, 5])["low"])
        self.assertEqual(intervals.median(range(6))["low"], 0)
        self.assertIsNone(intervals.median([])["median"])

    def test_the_u_test(self):
        for first, second, p in (
            ([19, 22, 16, 29, 24], [20, 11, 17, 12], 0.111347),  # scipy's example
            ([1, 2, 3], [4, 5, 6], 0.080856),
            ([1, 1, 2], [1, 2, 2], 0.619259),  # ties
            ([7] * 9, [7] * 9, 1.0),
        ):
            self.assertAlmostEqual(intervals.mann_whitney_p(first, second), p, 5)


class Schedule(unittest.TestCase):
    def test_each_gate_comes_once(self):
        found = conditions.all_conditions(1000, 100)
        jobs = [(each.name, index) for _, each, index in conditions.schedule(found)]
        wanted = [(each.name, index) for each in found for index in range(each.count)]
        self.assertEqual(sorted(jobs), sorted(wanted))
        self.assertEqual(len({each.name for each in found}), len(found))

    def test_a_thousand_unchanged_pairs_at_the_default_policy(self):
        found = conditions.all_conditions(1000, 100)
        counts = [each.count for each in found if not each.size and each.policy == "default"]
        self.assertEqual(sum(counts), 1000)

    def test_half_way_all_conditions_are_half_done(self):
        found = conditions.all_conditions(80, 20)
        jobs = list(conditions.schedule(found))
        for condition in found:
            done = sum(each == condition for _, each, _ in jobs[: len(jobs) // 2])
            self.assertAlmostEqual(done, condition.count / 2, delta=1)


class RecordFile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "study.jsonl"

    def test_a_line_cut_short_is_dropped_and_the_rest_goes_on(self):
        first = records.Records(self.path, {"kernel": "6.1"})
        first.append({"kind": "gate", "index": 0})
        with open(self.path, "a", encoding="utf-8") as file:
            file.write('{"kind": "ga')
        again = records.Records(self.path, {"kernel": "6.1"})
        again.append({"kind": "gate", "index": 1})
        gates = records.Records(self.path, None).of("gate")
        self.assertEqual([each["index"] for each in gates], [0, 1])

    def test_another_study_is_not_continued(self):
        records.Records(self.path, {"kernel": "6.1"})
        with self.assertRaisesRegex(records.OtherStudy, "kernel '6.1', this one has '6.2'"):
            records.Records(self.path, {"kernel": "6.2"})

    def test_what_is_no_study_is_named(self):
        for text in ("hello\n", "[1]\n", '{"kind": "gate"}\n', ""):
            self.path.write_text(text)
            with self.assertRaisesRegex(records.OtherStudy, "study.jsonl"):
                records.Records(self.path, None)


def gate(condition, exit_code=0, **more):
    verdict = {0: "unchanged", 1: "regressed", 4: "inconclusive"}[exit_code]
    return {"kind": "gate", "condition": condition.name, "index": 0, "exit": exit_code,
            "verdict": verdict, "seconds": 1.0, "regime": "quiet", **more}


def peers(base, new, p):
    return {"bpftool": {"base": base, "new": new, "seconds": 1},
            "utest": {"base": base, "new": new, "p": p, "seconds": 1}}


class Summary(unittest.TestCase):
    def setUp(self):
        self.conditions = conditions.all_conditions(8, 4)
        self.header = {"kind": "header", "kernel": "6.1"}

    def summarise(self, *found):
        return summary.summarise([self.header, *found], self.conditions)

    def of(self, pair, policy="default", busy=False):
        return next(each for each in self.conditions
                    if (each.pair, each.policy, each.busy) == (pair, policy, busy))

    def test_alarms_of_each_tool(self):
        same = self.of("same")
        found = self.summarise(
            gate(same, 0, **peers(20, 21, 0.04)),  # 5 % is not more than 5 %
            gate(same, 1, **peers(20, 22, 0.06)),
            gate(same, 4, **peers(22, 20, 0.01)),  # faster is no alarm
        )["unchanged_pairs"]["same, quiet"]["tools"]
        for tool in ("bpfmark", "bpftool", "utest"):
            alarms = found[tool]["alarms"]
            self.assertEqual((alarms["count"], alarms["of"]), (1, 3), tool)
        self.assertEqual(found["bpfmark"]["inconclusive"]["count"], 1)
        self.assertEqual(found["bpfmark"]["seconds_to_verdict"]["of"], 2)

    def test_what_could_not_be_measured_is_no_pass(self):
        failed = {"kind": "gate", "condition": self.of("same").name, "index": 0, "exit": 3,
                  "seconds": 1, "error": "no"}
        found = self.summarise(failed, gate(self.of("same")))["unchanged_pairs"]["all"]
        self.assertEqual((found["gates"], found["failed"]), (1, 1))

    def test_the_sensitive_policy_is_not_counted_with_the_default(self):
        found = self.summarise(gate(self.of("same", "sensitive"), 1))["unchanged_pairs"]
        self.assertEqual(found["all"]["gates"], 0)
        self.assertEqual(found["all, sensitive policy"]["tools"]["bpfmark"]["alarms"]["count"], 1)

    def test_a_probe_contended_from_end_to_end_is_known_by_its_level(self):
        def probe(busy, share, level):
            return {"kind": "probe", "pass": 0, "busy": busy, "contended_share": share,
                    "canary_quiet_ns": level, "canary_contended_ns": None}
        found = self.summarise(probe(False, 0.5, 10.0), probe(True, 0.0, 40.0))["contended_time"]
        self.assertEqual(found["quiet"]["mean_share"], 0.5)
        self.assertEqual(found["busy"]["mean_share"], 1.0)

    def test_a_quiet_canary_may_wander(self):
        probes = [{"kind": "probe", "pass": 0, "busy": busy, "contended_share": 0.0,
                   "canary_quiet_ns": level, "canary_contended_ns": None}
                  for busy, level in ((False, 4.0), (True, 7.0))]
        self.assertEqual(self.summarise(*probes)["contended_time"]["busy"]["mean_share"], 0.0)

    def test_tables_and_picture_of_a_study_that_has_just_begun(self):
        size = {"kind": "calibration", "size": "+1 ns", "difference": 0.9, "ci_low": 0.8,
                "ci_high": 1.0, "base_value": 10.0}
        slow = next(each for each in self.conditions if each.size and each.size.label == "+1 ns")
        for found in ((), (size, gate(self.of("same"), 0, **peers(20, 20, 1)), gate(slow, 1))):
            result = self.summarise(*found)
            self.assertIn("| same, quiet |", summary.to_markdown(result))
            self.draw(result)
        self.assertIn("+0.90 (0.80 to 1.00) ns", summary.to_markdown(result))

    def draw(self, result):
        with tempfile.TemporaryDirectory() as folder:
            output = pathlib.Path(folder) / "study.svg"
            self.assertIn("ci/setup", picture.draw(result, output, None))
            if gnuplot := shutil.which("gnuplot"):
                self.assertIsNone(picture.draw(result, output, gnuplot))
                self.assertIn("<svg", output.read_text())


class Command(unittest.TestCase):
    def test_mistakes_in_the_options(self):
        script = pathlib.Path(__file__).resolve().parents[1] / "gate-study"
        for option in ("--scale=-1", "--minutes=nan", "--repeat=0", "--repetitions=x"):
            done = subprocess.run([script, option], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, option)
            self.assertIn(option.split("=")[0], done.stderr)


if __name__ == "__main__":
    unittest.main()
