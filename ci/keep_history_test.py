#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""keep_history_test.py BPFMARK: ci/keep-history with a real remote, a bare repository."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
WHO = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
       for what, value in (("NAME", "t"), ("EMAIL", "t@example.org"))}


class KeepHistory(unittest.TestCase):
    bpfmark = ""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.environment = os.environ | WHO | {"BPFMARK": self.bpfmark, "GIT_CONFIG_NOSYSTEM": "1"}
        self.remote = self.folder / "remote.git"
        self.clones = [self.folder / "one", self.folder / "two"]
        self.git(self.folder, "init", "-q", "--bare", "-b", "main", self.remote)
        self.git(self.folder, "clone", "-q", self.remote, self.clones[0])
        (self.clones[0] / "file").write_text("x")
        self.git(self.clones[0], "checkout", "-q", "-B", "main")
        self.git(self.clones[0], "add", "file")
        self.git(self.clones[0], "commit", "-q", "-m", "first")
        self.git(self.clones[0], "push", "-q", "origin", "main")
        self.git(self.folder, "clone", "-q", self.remote, self.clones[1])
        generator = ROOT / "bench/studies/study/synthetic_history.py"
        subprocess.run([sys.executable, generator, self.folder / "runs", "--runs", "4"], check=True)
        self.results = sorted((self.folder / "runs").rglob("*.json"))

    def git(self, folder, *words):
        done = subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True,
                              env=self.environment, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def keep(self, clone, *results, code=0):
        done = subprocess.run([ROOT / "ci/keep-history", *results], cwd=clone, capture_output=True,
                              text=True, env=self.environment, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def kept(self):
        return self.git(self.remote, "ls-tree", "-r", "--name-only", "history").split()

    def test_runs_of_two_checkouts_stand_side_by_side(self):
        self.keep(self.clones[0], self.results[0])
        self.assertEqual(len(self.kept()), 1)
        self.assertTrue(self.kept()[0].startswith("runs/2021-01/"))
        self.keep(self.clones[1], *self.results[1:3])
        self.keep(self.clones[0], self.results[3])
        self.assertEqual(len(self.kept()), 4)
        self.assertEqual(self.git(self.clones[0], "status", "--porcelain"), "")
        self.assertEqual(self.git(self.clones[0], "worktree", "list").count("\n"), 1)

    def test_the_same_run_again_is_nothing_new(self):
        self.keep(self.clones[0], self.results[0])
        before = self.git(self.remote, "rev-parse", "history")
        self.assertIn("nothing new", self.keep(self.clones[1], self.results[0]))
        self.assertEqual(self.git(self.remote, "rev-parse", "history"), before)

    def test_both_push_at_once(self):
        self.keep(self.clones[0], self.results[0])
        command = [ROOT / "ci/keep-history"]
        both = [subprocess.Popen([*command, result], cwd=clone, env=self.environment,
                                 stderr=subprocess.DEVNULL)
                for clone, result in zip(self.clones, self.results[1:3])]
        self.assertEqual([each.wait(timeout=100) for each in both], [0, 0])
        self.assertEqual(len(self.kept()), 3)

    def test_a_bad_result_is_not_kept(self):
        bad = self.folder / "bad.json"
        bad.write_text("{")
        self.assertIn("bad.json", self.keep(self.clones[0], bad, code=2))
        self.assertEqual(self.git(self.remote, "branch", "--list", "history"), "")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    KeepHistory.bpfmark = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
