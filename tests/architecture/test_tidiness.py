"""How the code is written: each check finds nothing in ours, and something where there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import tidiness

ROOT = Path(__file__).resolve().parents[2]
LONG_FUNCTION = "def f():\n" + "    x = 1\n" * tidiness.FUNCTION_LINES_MAX
CALL = "def decide():\n    return {}\n"

# What each check must find, and its twin that it must leave alone.
OFFENCES: list[tuple[Callable[[Path], list[str]], str, str, str]] = [
    (tidiness.long_files, "shared/a.py", "x = 1\n" * 251, "x = 1\n" * 250),
    (tidiness.long_files, "tests/a.py", "x = 1\n" * 301, "x = 1\n" * 300),
    (tidiness.long_lines, "huiyin/a.py", "#" * 101, "#" * 100),
    (tidiness.long_lines, "tests/a.py", "#" + "水" * 100, "#" + "水" * 99),
    (tidiness.long_functions, "services/a.py", LONG_FUNCTION, LONG_FUNCTION[:-10]),
    (tidiness.empty_names, "shared/date_utils.py", "", ""),
    (tidiness.empty_names, "shared/a.py", "class OrderManager: ...", "class Managing: ..."),
    (tidiness.empty_names, "shared/a.py", "def helper(): ...", "def help_out(): ..."),
    (
        tidiness.impurities,
        "services/sla/domain/a.py",
        CALL.format("datetime.now(UTC)"),
        CALL.format("datetime.fromisoformat(text)"),
    ),
    (
        tidiness.impurities,
        "services/sla/domain/a.py",
        CALL.format("dt.datetime.now(dt.UTC)"),
        CALL.format("state.now(UTC)"),
    ),
    (tidiness.impurities, "services/sla/domain/a.py", CALL.format("uuid4()"), "uuid5(a, b)"),
    (tidiness.impurities, "services/sla/domain/a.py", CALL.format("random.random()"), "rand()"),
    (tidiness.impurities, "services/sla/domain/deep/a.py", CALL.format("date.today()"), ""),
    (
        tidiness.shared_tables,
        "services/sla/migrations/0001.sql",
        "CREATE TABLE watches (id int);\nCREATE TABLE IF NOT EXISTS Inbox (id int);",
        "CREATE TABLE watches (id int);\n-- CREATE TABLE inbox",
    ),
    (tidiness.machine_paths, "docs/a.md", "see /ro" + "ot/notes", "see /var/lib/huiyin"),
]
CHECKS = sorted({check for check, *_ in OFFENCES}, key=lambda check: check.__name__)


def build(root: Path, name: str, text: str) -> Path:
    plumbing = root / "shared" / "postgres" / "migrations"
    plumbing.mkdir(parents=True)
    (plumbing / "0001.sql").write_text("CREATE TABLE inbox (id int);")
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_ours_has_no_fault(check: Callable[[Path], list[str]]) -> None:
    assert check(ROOT) == []


@pytest.mark.parametrize(("check", "name", "offence", "_twin"), OFFENCES)
def test_a_fault_is_found(
    check: Callable[[Path], list[str]], name: str, offence: str, _twin: str, tmp_path: Path
) -> None:
    assert len(check(build(tmp_path, name, offence))) == 1


@pytest.mark.parametrize(
    ("check", "name", "twin"),
    [(check, name, twin) for check, name, _, twin in OFFENCES if "utils" not in name],
)
def test_its_twin_is_left_alone(
    check: Callable[[Path], list[str]], name: str, twin: str, tmp_path: Path
) -> None:
    assert check(build(tmp_path, name, twin)) == []


def test_every_service_has_its_tables_looked_at() -> None:
    looked_at = tidiness.tables_of(ROOT)

    assert set(looked_at) == {
        "shared",
        *(p.parent.name for p in ROOT.glob("services/*/migrations")),
    }
    assert "events" in looked_at["shared"]
