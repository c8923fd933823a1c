"""The tables are what the rows say."""

from __future__ import annotations

import re
from typing import Any

import pytest

from services.console import main
from services.console.read_model.rows import CLOCKS, PAGES, TIMELINE
from shared.event_store.rows import Table
from shared.migrations import ROOT, migrations_of

COLUMN = re.compile(r"^ {4}([a-z_]+) ", re.MULTILINE)


@pytest.mark.parametrize("table", [PAGES, CLOCKS, TIMELINE], ids=lambda table: table.name)
def test_a_table_has_the_columns_of_its_row_and_its_key(table: Table[Any]) -> None:
    written = "".join(
        m.text for m in migrations_of("console", ROOT) if m.name.startswith("console")
    )
    body = written.split(f"CREATE TABLE {table.name} (")[1].split(");")[0]
    assert tuple(COLUMN.findall(body)) == table.columns
    key = rf"PRIMARY KEY \({', '.join(table.key)}\)|^ {{4}}{table.key[0]} .* PRIMARY KEY,$"
    assert re.search(key, body, re.MULTILINE)


def test_the_console_can_be_composed() -> None:
    paths = main.create_app().openapi()["paths"]
    assert "/api/complaints/{number}" in paths and "/complaints/{number}" not in paths
