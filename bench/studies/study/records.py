# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""The study's memory: a file of one JSON object a line, which only grows."""

import json
import os


class OtherStudy(Exception):
    """The file holds another study's records."""


def _whole_lines(path):
    """What a kill left of the last line is dropped, from the file as well."""
    if not path.exists():
        return []
    text = path.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    if len(whole) < len(text):
        os.truncate(path, len(whole))
    return whole.decode().splitlines()


class Records:
    def __init__(self, path, header):
        """`header` tells studies apart: a file that begins with another one is not continued.
        None: the file is only read."""
        self.path = path
        try:
            self.all = [json.loads(line) for line in _whole_lines(path)]
        except ValueError as error:
            raise OtherStudy(f"{path} is no file of records: {error}") from None
        if not self.all and header is not None:
            self.append({"kind": "header", **header})
        if not self.all or not all(isinstance(each, dict) and "kind" in each for each in self.all):
            raise OtherStudy(f"{path} has no records of a study")
        if self.all[0]["kind"] != "header":
            raise OtherStudy(f"{path} does not begin with a study's header")
        if header is not None:
            self._expect(header)

    def _expect(self, header):
        for key, value in header.items():
            there = self.all[0].get(key)
            if there != value:
                raise OtherStudy(
                    f"{self.path} is a study with {key} {there!r}, this one has {value!r}:"
                    " name another --output, or remove it"
                )

    def append(self, record):
        line = json.dumps(record, allow_nan=False) + "\n"
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self.all.append(json.loads(line))

    def of(self, kind):
        return [each for each in self.all if each["kind"] == kind]
