# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""The text of the gate's comment, against hostile results."""

import json
import os
import pathlib
import re
import tempfile
import unittest

import gate_comment_body as body

MARKER = "<!-- bpfmark-gate:gate -->"
ROW = {
    "name": "fizzbuzz/v3/fizz", "metric": "ns_per_packet_net", "unit": "ns", "exact": False,
    "base": "base.o", "new": "new.o", "base_value": 10.0, "new_value": 12.5, "ratio": 1.25,
    "difference": 2.5, "ci_low": 2.25, "ci_high": 2.75, "p_value": 1e-9, "counts": True,
    "verdict": "regressed",
}
DIFFERENCE = {"name": "sweep", "what": "verdict XDP_PASS became XDP_DROP", "frames": 6,
              "first_frame": 241, "packet": "0011ff"}
HOSTILE = [
    "@everyone look", "a|b|c", "x\n\n# heading", "[click](https://evil.test)", "<img src=x>",
    "<!-- bpfmark-gate:gate -->", "**bold** _it_ ~~s~~ `code`", "#1 GH-1", "www.evil.test",
    "</code><script>", "&lt;b&gt;", "\u202egnp.exe", "\x1b[31m", "\ud800", "![i](http://e.test)",
    "::set-output name=a::b", "$(reboot)", "a" * 5000, "\\|\\@x", "http://evil.test/@you",
]


def result(*rows, verdict="regressed", **more):
    return {"verdict": verdict, "comparisons": [{**ROW, **each} for each in rows], **more}


class Scratch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, content, name="result.json"):
        path = self.folder / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, content):
        return body.read_results(self.write(content))

    def comment(self, content):
        return body.comment_body(MARKER, self.read(content), "foot")


class WhatIsSaid(Scratch):
    def test_a_regression_with_its_figures(self):
        text = self.comment(result({}))
        self.assertTrue(text.startswith(MARKER + "\n### bpfmark: 1 regressed\n"))
        row = [line for line in text.splitlines() if "**regressed**" in line]
        self.assertEqual(len(row), 1)
        for part in ("| 10 <code>ns</code> |", "| 12.5 ", "+2.5 (+25.0 %)", "+2.25 … +2.75"):
            self.assertIn(part, row[0])

    def test_when_there_is_something_to_say(self):
        cases = [
            ("regressed", {}, True), ("improved", {}, True), ("inconclusive", {}, True),
            ("unchanged", {}, False), ("unchanged", {"behaviour": [DIFFERENCE]}, True),
            ("unchanged", {"behaviour": []}, False), ("unchanged", {"behaviour": None}, False),
        ]
        for verdict, more, expected in cases:
            with self.subTest(verdict=verdict, more=more):
                read = self.read(result({"verdict": verdict}, verdict=verdict, **more))
                self.assertEqual(read.worth_a_comment(), expected)

    def test_rows_that_do_not_count_are_shown_but_no_reason_to_speak(self):
        quiet = result({"counts": False, "metric": "xlated_insns"}, verdict="unchanged")
        self.assertFalse(self.read(quiet).worth_a_comment())
        quiet["comparisons"].append({**ROW, "verdict": "improved"})
        text = self.comment(quiet)
        self.assertLess(text.index("**improved**"), text.index("regressed (does not count)"))

    def test_behaviour_with_the_packet_that_shows_it(self):
        text = self.comment(result({}, behaviour=[DIFFERENCE] * 12))
        self.assertIn("### bpfmark: behaviour changed, 1 regressed\n", text)
        self.assertIn(
            "- <code>sweep</code>: <code>verdict XDP&#95;PASS became XDP&#95;DROP</code>, "
            "on 6 packets; first on <code>0011ff</code>\n", text)
        self.assertIn("- and 2 more\n", text)

    def test_a_verdict_without_its_row_is_still_said(self):
        self.assertTrue(self.read({"verdict": "regressed", "comparisons": []}).worth_a_comment())

    def test_unknown_figures(self):
        unknown = dict.fromkeys(body.NUMBERS)
        self.assertIn("| ? | ? | ? |  | **regressed** |", self.comment(result(unknown)))

    def test_many_rows_are_cut_and_counted(self):
        text = self.comment(result(*[{"name": "@|" * 200}] * 5000))
        self.assertLessEqual(len(text), body.MAX_BODY)
        shown = text.count("**regressed**")
        self.assertGreater(shown, 0)
        self.assertIn(f"{5000 - shown} more rows", text)

    def test_all_files_of_a_folder(self):
        self.write(result({}), "1-a.json")
        self.write(result({"verdict": "unchanged"}, verdict="unchanged"), "2-b.json")
        self.assertEqual(body.summary(body.read_results(self.folder)), "1 regressed, 1 unchanged")

    def test_rows_of_several_objects_say_whose_they_are(self):
        for name in ("a.o", "b.o"):
            self.write(result({}, new=f"new/x/{name}", behaviour=[DIFFERENCE]), f"{name}.json")
        text = body.comment_body(MARKER, body.read_results(self.folder), "foot")
        for name in ("a&#46;o", "b&#46;o"):
            self.assertIn(f"| <code>{name}</code> <code>fizzbuzz", text)
            self.assertIn(f"- <code>{name}</code> <code>sweep", text)
        self.assertNotIn("a&#46;o", self.comment(result({}, new="new/x/a.o")))

    def test_an_empty_folder_is_no_result(self):
        self.assertIsNone(body.read_results(self.folder))
        self.assertIsNone(body.read_results(self.folder / "missing.json"))


class HostileText(Scratch):
    def assert_inert(self, text):
        self.assertEqual(text.count("<!--"), 1)
        bare = text.replace(MARKER, "")
        tags = set(re.findall(r"<[^>]*>", bare))
        self.assertLessEqual(tags, {"<code>", "</code>"})
        for inside in re.findall(r"<code>(.*?)</code>", bare):
            self.assertRegex(inside, r"^(?:[A-Za-z0-9 …]|[^\x00-\x7f]|&#[0-9]+;)*$")
            self.assertNotRegex(inside, "&#64;[A-Za-z0-9]")
            self.assertTrue(all(character.isprintable() or character == "\u200b"
                                for character in inside))
        for sign in ("@", "http", "www.", "script>", "\x1b", "\u202e"):
            outside = re.sub(r"<code>.*?</code>", "", bare)
            self.assertNotIn(sign, outside)
        for line in text.splitlines():
            if line.startswith("| <code>"):
                self.assertEqual(line.count("|"), 8)
        text.encode("utf-8")

    def test_in_every_field_that_holds_text(self):
        for hostile in HOSTILE:
            for field in ("name", "metric", "unit"):
                with self.subTest(field=field, hostile=hostile[:40]):
                    self.assert_inert(self.comment(result({field: hostile})))
            with self.subTest(field="new", hostile=hostile[:40]):
                self.write(result({}, new=hostile), "other.json")
                self.write(result({}), "result.json")
                several = body.read_results(self.folder)
                self.assertTrue(several.of_several_objects())
                self.assert_inert(body.comment_body(MARKER, several, "foot"))

    def test_in_the_behaviour(self):
        for hostile in HOSTILE:
            with self.subTest(hostile=hostile[:40]):
                changed = {"name": hostile, "what": hostile, "packet": hostile, hostile: hostile}
                self.assert_inert(self.comment(result({}, behaviour=[DIFFERENCE, changed])))

    def test_fields_that_are_not_shown_stay_unshown(self):
        self.assertNotIn("evil", self.comment(result({"note": "evil", "base": "evil"})))


class HostileFiles(Scratch):
    def test_are_refused_with_their_place(self):
        cases = [
            ("", "Expecting value"), ("[]", "$ is not an object"), ("{", "Expecting"),
            ('{"verdict": "regressed", "comparisons": {}}', "$.comparisons is of the wrong type"),
            ('{"verdict": "fine"}', "$.verdict"), ('{"verdict": 1}', "$.verdict"),
            ("{}", "$.verdict"),
            ('{"verdict": ["regressed"]}', "$.verdict"), ("[" * 100_000, "recursion"),
            ('{"verdict": "regressed", "comparisons": [1]}', "$.comparisons[0] is not an object"),
            (json.dumps(result({"ratio": float("nan")})), "NaN"),
            (json.dumps(result({"ratio": float("inf")})), "Infinity"),
            (json.dumps(result({"ratio": 1.0})).replace("1.0", "1e999"), "$.comparisons[0].ratio"),
            (json.dumps(result({"ratio": 10**400})), "$.comparisons[0].ratio"),
            (json.dumps(result({"ratio": 1.0})).replace("1.0", "9" * 9999), "digits"),
            (json.dumps(result({"ratio": "1"})), "$.comparisons[0].ratio"),
            (json.dumps(result({"ratio": True})), "$.comparisons[0].ratio"),
            (json.dumps(result({}, {"name": 5})), "$.comparisons[1].name"),
            (json.dumps(result({"counts": 1})), "$.comparisons[0].counts"),
            (json.dumps(result({"verdict": "**x**"})), "$.comparisons[0].verdict"),
            (json.dumps(result({}, behaviour="x")), "$.behaviour"),
            (json.dumps(result({}, new=5)), "$.new"),
            (json.dumps(result({}, behaviour=["x"])), "$.behaviour[0] is not an object"),
            (json.dumps(result({}, behaviour=[{"frames": "3"}])), "$.behaviour[0].frames"),
            (json.dumps({"verdict": "regressed", "comparisons": [{}] * 20_001}), "more than 20000"),
            (" " * ((8 << 20) + 1), "larger than 8 MiB"),
        ]
        for text, place in cases:
            with self.subTest(text=text[:60], place=place):
                with self.assertRaises(body.BadResult) as raised:
                    self.read(text)
                self.assertIn(place, str(raised.exception))
                self.assertIn("result.json: ", str(raised.exception))

    def test_bytes_that_are_no_text(self):
        path = self.folder / "result.json"
        path.write_bytes(b"\xff\xfe{")
        with self.assertRaises(body.BadResult):
            body.read_results(path)

    def test_links_pipes_and_folders_are_not_read(self):
        (self.folder / "secret").write_text(json.dumps(result({})))
        (self.folder / "link.json").symlink_to(self.folder / "secret")
        os.mkfifo(self.folder / "pipe.json")
        (self.folder / "folder.json").mkdir()
        for name in ("link.json", "pipe.json"):
            with self.subTest(name=name), self.assertRaises(body.BadResult):
                body.read_results(self.folder / name)
        with self.assertRaises(body.BadResult):
            body.read_results(self.folder)

    def test_too_many_files(self):
        for i in range(65):
            self.write(result({}), f"{i}.json")
        with self.assertRaises(body.BadResult):
            body.read_results(self.folder)


if __name__ == "__main__":
    unittest.main()
