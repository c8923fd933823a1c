"""Every line goes to a file; only the grave ones to the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from huiyin.output import FILE_BYTES_MAX, FILES_KEPT, LINE_CHARACTERS_MAX, Output


class Shown:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def show(self, name: str, line: str) -> None:
        self.lines.append(f"{name}: {line}")


def output(folder: Path, name: str = "intake", *, everything: bool = False) -> tuple[Output, Shown]:
    shown = Shown()
    return Output(name, folder, shown, everything=everything), shown


@pytest.mark.parametrize(
    ("name", "line", "is_shown"),
    [
        ("intake", "INFO:     Application startup complete.", False),
        ("intake", "INFO: GET /errors/warning 200", False),
        ("intake", "WARNING:  the relay is 300 events behind", True),
        ("intake", "2026-11-22 ERROR shared.relay cannot publish", True),
        ("intake", '{"level": "error", "event": "cannot publish"}', True),
        ("intake", '{"level": "info", "event": "published"}', False),
        ("postgres", "ERROR:  duplicate key value violates unique constraint", False),
        ("postgres", "FATAL:  the database system is starting up", False),
        ("postgres", 'FATAL:  database "huiyin_sla" does not exist', False),
        ("postgres", "FATAL:  could not write to file: No space left on device", True),
        ("postgres", "WARNING:  there is no transaction in progress", True),
        ("nats", "[1] 2026/11/22 [WRN] Plaintext passwords detected", False),
        ("nats", "[1] 2026/11/22 [ERR] JetStream out of space", True),
    ],
)
def test_only_grave_lines_are_shown(tmp_path: Path, name: str, line: str, is_shown: bool) -> None:
    taking, shown = output(tmp_path, name)

    taking.feed(f"{line}\n".encode())

    assert shown.lines == ([f"{name}: {line}"] if is_shown else [])
    assert taking.file.read_text("utf-8") == f"{line}\n"


def test_a_traceback_is_shown_to_its_last_line(tmp_path: Path) -> None:
    taking, shown = output(tmp_path)

    taking.feed(b"Traceback (most recent call last):\n  File x\n    y()\nKeyError: 1\nINFO: on\n")

    assert shown.lines[-1] == "intake: KeyError: 1"
    assert len(shown.lines) == 4


def test_with_everything_each_line_is_shown(tmp_path: Path) -> None:
    taking, shown = output(tmp_path, everything=True)

    taking.feed(b"INFO: on\n")

    assert shown.lines == ["intake: INFO: on"]


def test_lines_cut_anywhere_are_put_together_again(tmp_path: Path) -> None:
    taking, _ = output(tmp_path)
    data = "投诉已受理\n第二行".encode()

    for i in range(len(data)):
        taking.feed(data[i : i + 1])
    taking.close()

    assert taking.file.read_text("utf-8") == "投诉已受理\n第二行\n"


def test_an_endless_line_is_cut(tmp_path: Path) -> None:
    taking, _ = output(tmp_path)

    taking.feed(b"x" * 10 * LINE_CHARACTERS_MAX)

    assert taking.file.stat().st_size == LINE_CHARACTERS_MAX + 1


def test_the_last_words_are_the_last_line_that_says_something(tmp_path: Path) -> None:
    taking, _ = output(tmp_path)
    assert taking.last_words(otherwise="silence") == "silence"

    taking.feed(b"RuntimeError: no policy\n\n   \n")

    assert taking.last_words(otherwise="silence") == "RuntimeError: no policy"


def test_files_are_rotated_by_size(tmp_path: Path) -> None:
    taking, _ = output(tmp_path)
    megabyte = (b"x" * 1023 + b"\n") * 1024

    for _ in range(2 + (FILES_KEPT + 1) * FILE_BYTES_MAX // len(megabyte)):
        taking.feed(megabyte)
    taking.close()

    files = sorted(tmp_path.iterdir())
    assert len(files) == FILES_KEPT + 1
    assert all(file.stat().st_size <= FILE_BYTES_MAX for file in files)
