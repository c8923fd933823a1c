"""`make mutants`: plants one fault after the other in a copy of the code and lets the simulation
look for it. A fault that it does not find within a thousand worlds is a hole in the simulation.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

ROOT = Path(__file__).parents[2]
MUTANTS = Path(__file__).parent / "mutants"
COPIED = ("shared", "services", "huiyin", "policies", "deploy")
WORLDS = 1000
FOUND = re.compile(r"^seed (\d+): (.+)$", re.MULTILINE)


class PatchDoesNotApply(Exception):
    """The code moved on: the planted fault must be planted anew."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The world in which a fault showed, and the promise that it broke there."""

    mutant: str
    seed: int | None
    broken: str


def mutants() -> list[str]:
    return sorted(patch.stem for patch in MUTANTS.glob("*.patch"))


def find(mutant: str, *, worlds: int = WORLDS, seed: int = 1) -> Finding:
    """Plant a fault in a copy and look for it. Raises PatchDoesNotApply."""
    with tempfile.TemporaryDirectory(prefix="huiyin-mutant-") as folder:
        copy = Path(folder)
        _copy_into(copy)
        _apply(MUTANTS / f"{mutant}.patch", copy)
        command = ["-m", "tests.simulation", "--worlds", str(worlds), "--seed", str(seed)]
        run = subprocess.run(
            [sys.executable, *command, "--until-broken"],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
    found = FOUND.search(run.stdout)
    if found is None:
        return Finding(mutant, None, (run.stdout + run.stderr)[-500:])
    return Finding(mutant, int(found[1]), found[2])


def _copy_into(copy: Path) -> None:
    hidden = shutil.ignore_patterns("__pycache__", ".*")
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name, ignore=hidden)
    simulation = copy / "tests" / "simulation"
    shutil.copytree(Path(__file__).parent, simulation, ignore=hidden)
    shutil.copy(ROOT / "tests" / "__init__.py", copy / "tests" / "__init__.py")


def _apply(patch: Path, copy: Path) -> None:
    # Outside of a repository, so that git takes the copy as it is.
    run = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", str(patch)],
        cwd=copy,
        env={"GIT_CEILING_DIRECTORIES": str(copy.parent), "PATH": "/usr/bin:/bin:/usr/local/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise PatchDoesNotApply(f"{patch.name}: {run.stderr}")


@click.command()
@click.argument("names", nargs=-1, metavar="[MUTANT]...")
def main(names: tuple[str, ...]) -> None:
    """Look for each planted fault, or for those named."""
    missed = 0
    for mutant in names or mutants():
        finding = find(mutant)
        missed += finding.seed is None
        where = "NOT FOUND" if finding.seed is None else f"seed {finding.seed}"
        click.echo(f"{mutant:34} {where:10} {finding.broken}")
    click.echo(f"{len(names or mutants())} planted, {missed} not found")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
