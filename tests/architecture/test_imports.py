"""Who may import whom: the rules of .importlinter hold, and each of them bites."""

from __future__ import annotations

import os
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / ".importlinter"
LINTER = Path(sys.executable).with_name("lint-imports")

# A small house in which every module that a rule names is there and empty.
HOUSE = (
    *(f"services/{name}/{module}" for name in ("intake", "triage") for module in ("api", "domain")),
    *("shared/contracts/asyncapi", "shared/bus/manifest", "shared/deadlines", "shared/domain"),
    *(
        "shared/web",
        "shared/runtime",
        "shared/rebuild",
        "shared/commands",
        "shared/subscriber",
        "shared/relay",
    ),
    *("shared/partitions", "shared/event_store", "shared/telemetry", "shared/postgres"),
    "huiyin/stack",
)

EXCEPTED = {
    "shared/contracts/asyncapi/__init__.py": "import shared.bus.manifest\n",
    "huiyin/simulation/house/__init__.py": "import services.intake\n",
    "huiyin/scenarios/world/__init__.py": "import services.intake\n",
    "huiyin/whatif/course/__init__.py": "import services.intake\n",
}

# What each rule must refuse: the file, its import, and how the linter names the fault.
OFFENCES = {
    "services-are-independent": (
        "services/intake/rooms.py",
        "from services.triage.api import x",
        "services.intake.rooms -> services.triage.api",
    ),
    "services-do-not-know-who-runs-them": (
        "services/intake/starts.py",
        "import huiyin.stack",
        "services.intake.starts -> huiyin.stack",
    ),
    "launcher-starts-processes": (
        "huiyin/runs.py",
        "import services.intake.api",
        "huiyin.runs -> services.intake.api",
    ),
    "shared-knows-nobody": (
        "shared/asks.py",
        "import services.triage.api",
        "shared.asks -> services.triage.api",
    ),
    "domains-are-pure": (
        "services/triage/domain/posts.py",
        "import httpx",
        "services.triage.domain.posts may not import httpx",
    ),
    "the-base-is-pure": (
        "shared/deadlines/sleeps.py",
        "import asyncio",
        "shared.deadlines.sleeps may not import asyncio",
    ),
    "services-use-the-ports": (
        "services/triage/listens.py",
        "import nats",
        "services.triage.listens -> nats",
    ),
    "shared-is-layered": (
        "shared/contracts/reads.py",
        "import shared.event_store",
        "shared.contracts.reads -> shared.event_store",
    ),
}
PURITY = {
    "import asyncio": "asyncio",
    "import random": "random",
    "import time": "time",
    "import os": "os",
    "from pathlib import Path": "pathlib",
    "import fastapi": "fastapi",
    "import asyncpg": "asyncpg",
    "from shared.event_store import port": "shared.event_store",
    "from services.triage import api": "services.triage.api",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache", "--no-logo", "--config", str(RULES)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def build(folder: Path, files: dict[str, str]) -> Path:
    """A house on the disk; every folder is a package."""
    empty = {f"{module}/__init__.py": "" for module in HOUSE}
    for name, text in (empty | EXCEPTED | files).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        for parent in file.relative_to(folder).parents[:-1]:
            (folder / parent / "__init__.py").touch()
    return folder


def test_our_house_keeps_the_rules() -> None:
    outcome = lint(ROOT)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_a_house_without_offences_keeps_them(tmp_path: Path) -> None:
    clean = {
        "services/intake/domain/complaint.py": (
            "import datetime\nfrom pydantic import BaseModel\nimport shared.domain\n"
            "import shared.contracts\nimport shared.deadlines\n"
        ),
        "services/intake/main.py": "import shared.web\nimport services.intake.domain.complaint\n",
    }

    outcome = lint(build(tmp_path, clean))

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a house with one offence against each rule."""
    offences = {file: f"{statement}\n" for file, statement, _ in OFFENCES.values()}
    outcome = lint(build(tmp_path_factory.mktemp("house"), offences))
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    return outcome.stdout


def test_every_rule_has_an_offence() -> None:
    rules = ConfigParser()
    rules.read(RULES)

    named = {section.rsplit(":", 1)[-1] for section in rules.sections() if ":" in section}
    assert named == set(OFFENCES)


@pytest.mark.parametrize("rule", OFFENCES)
def test_each_rule_refuses_its_offence(rule: str, refusals: str) -> None:
    rules = ConfigParser()
    rules.read(RULES)
    name = rules[f"importlinter:contract:{rule}"]["name"]

    kept, _, broken = refusals.partition("Broken contracts")
    assert f"{name} BROKEN" in kept
    assert OFFENCES[rule][2] in broken.partition(name)[2].partition("\n\n\n")[0]


def test_a_domain_is_refused_every_way_out(tmp_path: Path) -> None:
    files = {
        f"services/intake/domain/offence{number}.py": f"{statement}\n"
        for number, statement in enumerate(PURITY)
    }

    outcome = lint(build(tmp_path, files))

    for number, imported in enumerate(PURITY.values()):
        line = f"services.intake.domain.offence{number} may not import {imported}"
        assert line in outcome.stdout, outcome.stdout
