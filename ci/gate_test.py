# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""ci/gate and ci/gate-action on a scratch repository, with a bpfmark that only says what it got."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

CI = pathlib.Path(__file__).resolve().parent
# Exits with what stands in the new object, and writes the verdict that belongs to it.
BPFMARK = """#!/usr/bin/env bash
echo "$@"
verdicts=(unchanged regressed "" "" inconclusive)
code=$(cat "${3%%:*}")
while [[ $# -gt 0 ]]; do
  [[ $1 != -o ]] || echo "{\\"verdict\\": \\"${verdicts[code]}\\"}" >"$2"
  shift
done
exit "$code"
"""
BUILD = "mkdir -p out; cp src/* out/"


def may_be_root():
    return os.getuid() == 0 or subprocess.run(
        ["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0


@unittest.skipUnless(may_be_root(), "needs root, or sudo without a password")
class Gate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.bpfmark = self.folder / "bpfmark"
        self.bpfmark.write_text(BPFMARK)
        self.bpfmark.chmod(0o755)
        self.repository = self.folder / "repository"
        (self.repository / "src").mkdir(parents=True)
        self.git("init", "--quiet")
        self.commit({"a.o": 0, "b.o": 0, "gone.o": 0})

    def git(self, *arguments):
        name = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
        subprocess.run(["git", *name, *arguments], cwd=self.repository, check=True,
                       capture_output=True)

    def commit(self, sources):
        for name, code in sources.items():
            (self.repository / "src" / name).write_text(f"{code}\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=m")

    def run_script(self, name, *arguments, **environment):
        keep = {key: value for key, value in os.environ.items()
                if not key.startswith(("GITHUB_", "GATE_", "RUNNER_"))}
        keep |= {"TMPDIR": str(self.folder)}
        ran = subprocess.run([CI / name, *arguments], cwd=self.repository, env=keep | environment,
                             capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(list(self.folder.glob("bpfmark-gate.*")), [], "left behind")
        return ran

    def gate(self, *arguments):
        return self.run_script("gate", "--bpfmark", self.bpfmark,
                               *arguments)

    def build(self, objects, *arguments):
        return self.gate("--base", "HEAD^", "--build", BUILD, "--objects", objects, *arguments)

    def action(self, **inputs):
        output = self.folder / "output"
        output.write_text("")
        ran = self.run_script("gate-action", GATE_BPFMARK=str(self.bpfmark),
                              GITHUB_OUTPUT=str(output), RUNNER_TEMP=str(self.folder), **inputs)
        return ran, dict(line.split("=", 1) for line in output.read_text().splitlines())

    def test_two_objects_and_options_reach_bpfmark(self):
        (self.repository / "new.o").write_text("0")
        (self.repository / "policy.json").write_text("{}")
        ran = self.gate("base.o", "new.o:xdp", "--packet", "a b", "--packet", "udp64", "--policy",
                        "policy.json", "--suite", "fizzbuzz", "--expect-same-behaviour")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual(
            ran.stdout.strip(), "gate base.o new.o:xdp --packet=a b --packet=udp64 "
            f"--policy={self.repository.resolve()}/policy.json --suite=fizzbuzz "
            "--expect-same-behaviour")

    def test_exit_codes_of_bpfmark_are_kept(self):
        for code in (0, 1, 2, 3, 4):
            with self.subTest(code=code):
                (self.repository / "new.o").write_text(str(code))
                self.assertEqual(self.gate("base.o", "new.o").returncode, code)

    def test_of_several_objects_the_first_of_1_3_2_4(self):
        cases = [((0, 0), 0), ((0, 4), 4), ((4, 2), 2), ((2, 3), 3), ((3, 1), 1), ((1, 4), 1)]
        for codes, expected in cases:
            with self.subTest(codes=codes):
                self.commit({"a.o": codes[0], "b.o": codes[1]})
                self.assertEqual(self.build("out/a.o out/b.o").returncode, expected)
                self.assertEqual(self.build("out/b.o out/a.o").returncode, expected)

    def test_both_sides_are_built_of_their_commit_at_one_path(self):
        self.commit({"a.o": 1, "fresh.o": 1})
        (self.repository / "src/a.o").write_text("3\n")  # not committed: not gated
        results = self.folder / "results"
        ran = self.gate("--base", "HEAD^", "--build", f'{BUILD}; echo "at $PWD"', "--objects",
                        "out/*.o:xdp", "--output", results)
        self.assertEqual(ran.returncode, 1, ran.stderr)
        paths = [line for line in ran.stderr.splitlines() if line.startswith("at ")]
        self.assertEqual((len(paths), len(set(paths))), (2, 1))
        self.assertIn("gate base/out/a.o:xdp new/out/a.o:xdp -o", ran.stdout)
        self.assertIn("out/fresh.o is new", ran.stderr)
        self.assertEqual(sorted(path.name for path in results.iterdir()),
                         ["1-out-a.o-xdp.json", "2-out-b.o-xdp.json", "3-out-gone.o-xdp.json"])
        listed = subprocess.run(["git", "worktree", "list"], cwd=self.repository, text=True,
                                capture_output=True, check=True)
        self.assertEqual(len(listed.stdout.splitlines()), 1)

    def test_what_is_gone_is_named(self):
        self.git("rm", "--quiet", "src/gone.o")
        self.commit({})
        self.assertIn("out/gone.o is gone", self.build("out/*.o").stderr)

    def test_bad_input_is_exit_2_with_its_reason(self):
        self.commit({"fresh.o": 0})
        build = ("--base", "HEAD^", "--build", BUILD)
        cases = [
            (("a.o",), "needs BASE and NEW"), (("--nope",), "unknown option '--nope'"),
            (("--suite",), "--suite needs a value"), (("--base", "x", "a", "b"), "need --build"),
            (build, "--build needs --objects"), ((*build, "--objects", "/x"), "not below"),
            ((*build, "--objects", "out/../../x"), "not below"),
            ((*build, "--objects", "out/none.o"), "made no 'out/none.o'"),
            ((*build, "--objects", "out/fresh.o"), "no object in common"),
            (("--base", "none", *build[2:], "--objects", "x"), "no revision 'none'"),
            (("--base", "--all", *build[2:], "--objects", "x"), "no revision '--all'"),
        ]
        for arguments, reason in cases:
            with self.subTest(arguments=arguments):
                ran = self.gate(*arguments)
                self.assertEqual(ran.returncode, 2, ran.stderr)
                self.assertIn(reason, ran.stderr)

    def test_a_build_that_fails_is_exit_3(self):
        self.commit({})
        ran = self.gate("--base", "HEAD^", "--build", "exit 1", "--objects", "out/a.o")
        self.assertEqual(ran.returncode, 3)
        self.assertIn("the build of base", ran.stderr)

    def test_the_build_cannot_write_to_the_steps_that_follow(self):
        self.commit({"a.o": 0})
        ran = self.run_script(
            "gate", "--bpfmark", self.bpfmark, "--base", "HEAD^", "--objects", "out/a.o", "--build",
            f"{BUILD}; env", GITHUB_ENV="/x", GITHUB_OUTPUT="/x", GITHUB_PATH="/x")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertNotRegex(ran.stderr, "GITHUB_(ENV|OUTPUT|PATH)")

    def test_action_outputs(self):
        cases = [((0, 0), "false", 0, "unchanged"), ((0, 1), "false", 1, "regressed"),
                 ((0, 4), "false", 0, "inconclusive"), ((4, 0), "true", 4, "inconclusive"),
                 ((1, 4), "true", 1, "regressed")]
        for codes, strict, code, verdict in cases:
            with self.subTest(codes=codes, strict=strict):
                self.commit({"a.o": codes[0], "b.o": codes[1]})
                ran, outputs = self.action(GATE_BUILD_COMMAND=BUILD, GATE_OBJECTS="out/a.o out/b.o",
                                           GATE_FAIL_ON_INCONCLUSIVE=strict)
                self.assertEqual((ran.returncode, outputs["verdict"]), (code, verdict), ran.stderr)
                results = list(pathlib.Path(outputs["result"]).iterdir())
                self.assertEqual(len(results), 2)
                self.assertIn(json.loads(results[0].read_text())["verdict"],
                              ("unchanged", "regressed", "inconclusive"))

    def test_action_that_could_not_measure_fails_without_a_verdict(self):
        self.commit({"a.o": 3})
        ran, outputs = self.action(GATE_BUILD_COMMAND=BUILD, GATE_OBJECTS="out/a.o")
        self.assertEqual((ran.returncode, outputs["verdict"]), (3, ""))

    def test_inputs_are_never_code(self):
        self.commit({"a.o": 0})
        evil = "$(touch ../evil)`touch ../evil`;touch ../evil\"'"
        ran, _ = self.action(GATE_BUILD_COMMAND=BUILD, GATE_OBJECTS="out/a.o", GATE_SUITE=evil,
                             GATE_POLICY=evil, GATE_PACKET=f"{evil}\n{evil}", GATE_BUDGET=evil)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual(ran.stdout.count(f"={evil}"), 5)
        ran, _ = self.action(GATE_BUILD_COMMAND=BUILD, GATE_OBJECTS=evil)
        self.assertEqual(ran.returncode, 2)
        self.assertFalse((self.folder / "evil").exists())

    def test_action_refuses(self):
        build = {"GATE_BUILD_COMMAND": BUILD, "GATE_OBJECTS": "out/a.o"}
        cases = [
            ({}, "needs base and new"), ({"GATE_BASE": "a"}, "needs base and new"),
            ({**build, "GATE_NEW": "x"}, "not both"),
            ({**build, "GATE_EXPECT_SAME_BEHAVIOUR": "yes"}, "neither true nor false"),
            ({**build, "GATE_FAIL_ON_INCONCLUSIVE": "1"}, "neither true nor false"),
            (build, "fetch-depth: 2"),
            ({**build, "GITHUB_EVENT_NAME": "pull_request_target"}, "on pull_request, not"),
        ]
        for inputs, reason in cases:
            with self.subTest(inputs=inputs):
                ran, outputs = self.action(**inputs)
                self.assertEqual((ran.returncode, outputs), (2, {}), ran.stderr)
                self.assertIn("::error title=bpfmark gate::", ran.stderr)
                self.assertIn(reason, ran.stderr)


if __name__ == "__main__":
    unittest.main()
