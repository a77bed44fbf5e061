# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""ci/gate-comment as a command, against a false GitHub."""

import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import unittest

import gate_comment_body_test as given
from gate_comment_body_test import MARKER, result

COMMAND = [sys.executable, str(pathlib.Path(__file__).resolve().parent / "gate-comment")]
SHA = "a" * 40


class Calls(given.Scratch):
    def run_command(self, *arguments, **environment):
        keep = {key: os.environ[key] for key in ("PATH",) if key in os.environ}
        return subprocess.run([*COMMAND, *map(str, arguments)], env={**keep, **environment},
                              capture_output=True, text=True, check=False, timeout=60)


class Command(Calls):
    def test_dry_run_needs_no_network(self):
        ran = self.run_command("--dry-run", self.write(result({})))
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertTrue(ran.stdout.startswith(MARKER))

    def test_dry_run_with_nothing_to_say_prints_nothing(self):
        ran = self.run_command("--dry-run",
                               self.write(result({"verdict": "unchanged"}, verdict="unchanged")))
        self.assertEqual((ran.returncode, ran.stdout), (0, ""))

    def test_a_bad_result_is_exit_2_on_one_line(self):
        path = self.write("{", name="a\n::error::b.json")
        ran = self.run_command("--dry-run", path)
        self.assertEqual(ran.returncode, 2)
        self.assertEqual(len(ran.stderr.splitlines()), 1)

    def test_numbers_of_pull_requests(self):
        path = self.write(result({}))
        for number in ("0", "-1", "1/../2", "1 ", "1\n", "٣", "12345678901", "x", "1e3"):
            with self.subTest(number=number):
                ran = self.run_command(path, f"--pull-request={number}", GH_TOKEN="t",
                                       GITHUB_REPOSITORY="o/r", GITHUB_API_URL="http://127.0.0.1:9")
                self.assertEqual(ran.returncode, 2, ran.stderr)

    def test_without_token_or_repository(self):
        path = self.write(result({}))
        for environment in ({"GITHUB_REPOSITORY": "o/r"}, {"GH_TOKEN": "t"},
                            {"GH_TOKEN": "t", "GITHUB_REPOSITORY": "o/r/../x"}):
            with self.subTest(environment=environment):
                ran = self.run_command(path, "--pull-request=1", **environment)
                self.assertEqual(ran.returncode, 2, ran.stderr)


class FalseGitHub(http.server.BaseHTTPRequestHandler):
    """Knows one repository, o/r; remembers what it was asked to write."""

    pulls, comments, written, status = [], [], [], 200

    def answer(self, content):
        data = json.dumps(content).encode()
        self.send_response(type(self).status)
        if type(self).status == 302:
            self.send_header("Location", f"http://localhost:{self.server.server_port}/stolen")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        page = int(re.search(r"[?&]page=(\d+)", self.path)[1])
        known = self.comments if "/comments" in self.path else self.pulls
        self.answer(known[100 * (page - 1) : 100 * page])

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"]))
        self.written.append((self.command, self.path, json.loads(text)["body"]))
        self.answer({})

    do_PATCH = do_POST

    def log_message(self, *_):
        pass


def pull(number, sha=SHA):
    return {"number": number, "head": {"sha": sha}}


def comment(identity, text, login="github-actions[bot]"):
    return {"id": identity, "body": text, "user": {"login": login}}


class OnGitHub(Calls):
    def setUp(self):
        super().setUp()
        FalseGitHub.pulls, FalseGitHub.comments = [pull(7)], []
        FalseGitHub.written, FalseGitHub.status = [], 200
        server = http.server.HTTPServer(("127.0.0.1", 0), FalseGitHub)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = f"http://127.0.0.1:{server.server_port}"

    def post(self, content, **run):
        event = {"workflow_run": {
            "id": 99, "event": "pull_request", "head_sha": SHA, "head_branch": "topic",
            "head_repository": {"owner": {"login": "fork"}}, "pull_requests": [], **run}}
        path = self.write(event, "event")
        return self.run_command(self.write(content), GH_TOKEN="t", GITHUB_REPOSITORY="o/r",
                                GITHUB_API_URL=self.url, GITHUB_EVENT_PATH=str(path))

    def test_the_first_comment(self):
        ran = self.post(result({}))
        self.assertEqual(ran.returncode, 0, ran.stderr)
        [(method, path, text)] = FalseGitHub.written
        self.assertEqual((method, path), ("POST", "/repos/o/r/issues/7/comments"))
        self.assertIn(f"Measured at {SHA} in [this run](https://github.com/o/r/actions/runs/99)",
                      text)

    def test_it_is_updated_wherever_it_stands(self):
        FalseGitHub.comments = [comment(i, "talk") for i in range(250)]
        FalseGitHub.comments[230] = comment(42, MARKER + "\nbefore")
        self.post(result({}))
        self.assertEqual([(method, path) for method, path, _ in FalseGitHub.written],
                         [("PATCH", "/repos/o/r/issues/comments/42")])

    def test_the_marker_in_somebody_elses_comment_is_not_ours(self):
        FalseGitHub.comments = [comment(42, MARKER + "\nbefore", login="mallory")]
        self.post(result({}))
        self.assertEqual(FalseGitHub.written[0][0], "POST")

    def test_nothing_is_written_where_there_is_nothing_to_say(self):
        self.post(result({"verdict": "unchanged"}, verdict="unchanged"))
        self.assertEqual(FalseGitHub.written, [])

    def test_an_earlier_comment_is_resolved_once(self):
        calm = result({"verdict": "unchanged"}, verdict="unchanged")
        FalseGitHub.comments = [comment(42, MARKER + "\nbefore")]
        self.post(calm)
        [(method, _, text)] = FalseGitHub.written
        self.assertEqual(method, "PATCH")
        self.assertIn("resolved (1 unchanged)", text)
        FalseGitHub.comments = [comment(42, text.strip())]
        self.post(calm)
        self.assertEqual(len(FalseGitHub.written), 1)

    def test_a_gate_that_failed_without_a_finding_resolves_nothing(self):
        FalseGitHub.comments = [comment(42, MARKER + "\nbefore")]
        calm = result({"verdict": "unchanged"}, verdict="unchanged")
        ran = self.post(calm, conclusion="failure")
        self.assertEqual((ran.returncode, FalseGitHub.written), (0, []))
        self.post(calm, conclusion="success")
        self.assertEqual(len(FalseGitHub.written), 1)

    def test_a_head_that_moved_on_gets_no_comment(self):
        FalseGitHub.pulls = [pull(7, "b" * 40)]
        ran = self.post(result({}))
        self.assertEqual((ran.returncode, FalseGitHub.written), (0, []))

    def test_runs_of_other_events_get_no_comment(self):
        ran = self.post(result({}), event="push")
        self.assertEqual((ran.returncode, FalseGitHub.written), (0, []))

    def test_two_pull_requests_of_one_head_need_github_to_name_one(self):
        FalseGitHub.pulls = [pull(7), pull(8)]
        self.post(result({}), pull_requests=[{"number": 8}])
        self.assertEqual(FalseGitHub.written[0][1], "/repos/o/r/issues/8/comments")

    def test_two_pull_requests_of_one_head_and_none_named(self):
        FalseGitHub.pulls = [pull(7), pull(8)]
        ran = self.post(result({}))
        self.assertEqual((ran.returncode, FalseGitHub.written), (2, []))
        self.assertIn("#7, #8", ran.stderr)

    def test_refusals_are_exit_3_and_the_token_follows_no_redirect(self):
        for status in (302, 403, 500):
            with self.subTest(status=status):
                FalseGitHub.status = status
                ran = self.post(result({}))
                self.assertEqual(ran.returncode, 3)
                self.assertIn(str(status), ran.stderr)


if __name__ == "__main__":
    unittest.main()
