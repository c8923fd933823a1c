"""What `huiyin verify` and `huiyin rebuild` print."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from huiyin.pace import Pace
from huiyin.rebuild import command as rebuild
from huiyin.verify import AGREES, REMEDY, command, lines_of
from shared.rebuild import Comparison, Report, Source

WELL = Comparison("console", "clocks", Source.MESSAGES, 3, 3, 0, 0, 0)
TWICE = Comparison("intake", "bus", Source.EVENTS, 4, 4, 0, 0, 0, repeated=2)
DAMAGED = Comparison(
    "analytics", "complaint_facts", Source.MESSAGES, 9, 7, 1, 0, 1, examples=("42: grade",)
)


def test_what_agrees_is_said_in_the_last_line() -> None:
    lines = list(lines_of(Report((WELL, TWICE))))

    assert lines[-1] == AGREES
    assert len(lines) == 2  # The table and the last word; what is repeated does no harm.


def test_what_differs_is_named_by_key_and_column() -> None:
    report = Report((WELL, DAMAGED))

    _, example, last = lines_of(report)

    assert example == "  analytics.complaint_facts  42: grade"
    assert last == REMEDY
    assert report.disagreements == (DAMAGED,)


@pytest.mark.parametrize("arguments", [[], ["analytics", "--all"], ["elsewhere"]])
def test_rebuild_wants_to_know_what(arguments: list[str]) -> None:
    outcome = CliRunner().invoke(rebuild, arguments)

    assert outcome.exit_code == 2
    assert " / " in outcome.output


def test_verify_names_the_services_there_are() -> None:
    outcome = CliRunner().invoke(command, ["elsewhere"])

    assert outcome.exit_code == 2
    assert "analytics, casework, console" in outcome.output


def test_a_short_job_is_not_talked_about_where_nobody_watches(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pace = Pace()
    for done in range(0, 101, 10):
        pace("analytics", done, 100)
    pace.close()

    assert capsys.readouterr().out == ""


def test_a_long_job_says_every_tenth_how_fast_it_goes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter([0.0, 10.0, 11.0, 20.0])
    monkeypatch.setattr("huiyin.pace.time.monotonic", lambda: next(now))
    pace = Pace()
    for done in (0, 5_000, 5_500, 10_000):
        pace("analytics", done, 20_000)

    first, second = capsys.readouterr().out.splitlines()
    assert first == "analytics  5,000 / 20,000  25%  500/s  剩余 left 0:30"
    assert second == "analytics  10,000 / 20,000  50%  500/s  剩余 left 0:20"
