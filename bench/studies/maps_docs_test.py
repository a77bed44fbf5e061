#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""bench/studies/maps-docs on a page of its own, with a command that prints what the test says."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent / "maps-docs"
PRINTED = r"""**maps · map operations · quiet regime**

| map operation | value |
| --- | ---: |
| array/lookup | 0.5 |
| percpu\_array/lookup | 0.7 |

1 of 2 reached their precision

**on more CPUs at once: ns an operation**

| map operation | alone |
| --- | ---: |
| queue/push | 24 |
"""
PAGE = """Text before.

<!-- table: {name} -->

an old table

<!-- end -->

Text after.
"""
PUBLISHED_ROWS = ["hash/lookup/entries:1024/key:4/value:8/hit/random", "program/bpf_loop", "ringbuf/output",
                  "ringbuf/output/cpus:2/same", "prog_array/tail_call", "prog_array/tail_call_variable"]
STUDY = """| row | mean ns | within the aim |
| --- | ---: | --- |
| good | 1 | yes |
| bad | 2 | no |

1 of 2 rows are within the aim.
A run took 40 s.
"""


class MapsDocs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "printed").write_text(PRINTED)
        command = self.folder / "bpfmark"
        command.write_text(f"#!/bin/sh\ncat {self.folder}/printed\n")
        command.chmod(0o755)
        self.maps = self.folder / "maps.json"
        self.maps.write_text(json.dumps({"benchmarks": [
            {"name": name, "metrics": {"ns_per_op": {"value": 45.6}}} for name in PUBLISHED_ROWS]}))

    def rewritten(self, name, *options):
        return self.rewritten_page(PAGE.format(name=name), *options)

    def rewritten_page(self, text, *options):
        page = self.folder / "page.md"
        page.write_text(text)
        ran = subprocess.run([SCRIPT, "--maps", self.maps, "--docs", page, *options],
                             env=os.environ | {"BPFMARK_BUILD": str(self.folder)},
                             capture_output=True, text=True, check=False)
        return ran, page.read_text()

    def test_a_printed_table_takes_the_place_of_the_old_one(self):
        ran, page = self.rewritten("on more CPUs")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("| queue/push | 24 |\n\n<!-- end -->\n\nText after.", page)
        self.assertIn("**on more CPUs at once: ns an operation**", page)
        self.assertNotIn("an old table", page)

    def test_an_expression_chooses_rows_whose_underscores_are_escaped(self):
        _, page = self.rewritten("maps · map operations | ^percpu_array/")
        self.assertIn(r"| percpu\_array/lookup | 0.7 |", page)
        self.assertNotIn("| array/lookup", page)

    def test_an_expression_ends_where_its_place_begins(self):
        both = PAGE.format(name="maps · map operations | ^percpu_array/")
        ran, page = self.rewritten_page(both + PAGE.format(name="on more CPUs"))
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn(r"| percpu\_array/lookup | 0.7 |", page)
        self.assertIn("| queue/push | 24 |", page)

    def test_an_expression_that_chooses_nothing_leaves_the_page_alone(self):
        ran, page = self.rewritten("maps · map operations | ^none/")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("no row of", ran.stderr)
        self.assertIn("an old table", page)

    def test_published_figures_stand_beside_ours(self):
        _, page = self.rewritten("published")
        self.assertRegex(page, r"hash lookup .* \| 22.8 \| 45.6 \| 2.00 \|")
        self.assertRegex(page, r"tail call .* \| < 10 \| 45.6 \|  \|")

    def test_figures_within_sentences_are_written_too(self):
        row, other = PUBLISHED_ROWS[:2]
        _, page = self.rewritten_page(
            f"<!-- ns {row} -->1<!-- --> ns, <!-- ratio {row} {other} -->9<!-- --> times\n" +
            PAGE.format(name="on more CPUs"))
        self.assertIn(f"<!-- ns {row} -->45.6<!-- --> ns, <!-- ratio {row} {other} -->1.0<!-- -->",
                      page)

    def test_a_figure_of_an_unknown_row_is_an_error(self):
        ran, page = self.rewritten_page("<!-- ns none/such -->1<!-- -->\n" +
                                        PAGE.format(name="on more CPUs"))
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("no figure for none/such", ran.stderr)
        self.assertIn("an old table", page)

    def test_of_the_spread_only_what_is_beyond_the_aim_is_shown(self):
        study = self.folder / "study.md"
        study.write_text(STUDY)
        ran, page = self.rewritten("spread", "--spread", str(study))
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("1 of 2 rows are within the aim. A run took 40 s.", page)
        self.assertIn("| bad | 2 | no |", page)
        self.assertNotIn("good", page)

    def test_what_was_not_measured_stays_and_is_named(self):
        ran, page = self.rewritten_page(PAGE.format(name="how much of a packet") +
                                        PAGE.format(name="on more CPUs"))
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("as it was: how much of a packet", ran.stderr)
        self.assertIn("an old table", page)

    def test_a_page_without_places_for_tables_is_an_error(self):
        ran, _ = self.rewritten_page("no markers")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("nothing between", ran.stderr)


if __name__ == "__main__":
    unittest.main()
