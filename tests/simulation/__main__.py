"""`make simulate`: many worlds, each from a seed, until one breaks a promise or all have held.

The last line is `N worlds, M broken`. A broken world prints its seed and story, and its seed alone
lives it again: `make simulate WORLDS=1 SEED=<seed>`.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from hashlib import sha256

import click

from tests.simulation.verdict import Verdict, judge

SHOWN = 3
EVERY_S = 5.0


@click.command()
@click.option("--worlds", default=1000, show_default=True, type=click.IntRange(1), help="How many.")
@click.option("--seed", default=1, show_default=True, help="Of the first world.")
@click.option("--until-broken", is_flag=True, help="Stop at the first world that breaks a promise.")
@click.option(
    "--processes", default=os.cpu_count() or 1, show_default="one a core", type=click.IntRange(1)
)
def main(worlds: int, seed: int, until_broken: bool, processes: int) -> None:
    """Look for a world in which a promise does not hold."""
    begun = shown = time.monotonic()
    digest = sha256()
    broken: list[Verdict] = []
    lived = complaints = messages = kills = faults = 0
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for verdict in pool.imap(judge, range(seed, seed + worlds), chunksize=2):
            lived += 1
            digest.update(verdict.digest)
            complaints += verdict.complaints
            messages += verdict.messages
            kills += verdict.kills
            faults += verdict.faults
            if verdict.broken:
                broken.append(verdict)
                _tell(verdict, whole=len(broken) <= SHOWN)
                if until_broken:
                    break
            if time.monotonic() - shown > EVERY_S:
                shown = time.monotonic()
                left = (shown - begun) / lived * (worlds - lived)
                click.echo(f"{lived} of {worlds} worlds, about {left:.0f} s left", err=True)
    click.echo(
        f"{complaints} complaints, {messages} messages, {kills} processes killed, "
        f"{faults} calls broken, {time.monotonic() - begun:.0f} s"
    )
    click.echo(f"digest {digest.hexdigest()}")
    click.echo(f"{lived} worlds, {len(broken)} broken")
    sys.exit(1 if broken else 0)


def _tell(verdict: Verdict, *, whole: bool) -> None:
    click.echo(f"seed {verdict.seed}: {verdict.broken}")
    for line in verdict.story if whole else ():
        click.echo(f"    {line}")


if __name__ == "__main__":
    main()
