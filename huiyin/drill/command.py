"""`huiyin drill`: does it keep its promises when everything around it breaks?"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

import click

from huiyin.drill.running import Plan, drill

SHORT_KILLS, FULL_KILLS = 8, 50
SHORT_CLIENTS, FULL_CLIENTS = 4, 5


@click.command("drill")
@click.option("--kills", type=click.IntRange(1), help=f"默认 default {FULL_KILLS}")
@click.option("--clients", type=click.IntRange(1), help=f"默认 default {FULL_CLIENTS}")
@click.option("--seconds", default=0.0, help="负载至少持续 / how long the load lasts at least")
@click.option("--seed", default=1, show_default=True)
@click.option("--short", is_flag=True, help=f"{SHORT_KILLS} 次，约两分钟 / about two minutes")
@click.option("--disk/--no-disk", default=True, help="填满一个小磁盘（需 root）/ fill a small disk")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="保留一切 / kept")
def command(
    kills: int | None,
    clients: int | None,
    seconds: float,
    seed: int,
    short: bool,
    disk: bool,
    folder: Path | None,
) -> None:
    """故障演练：在负载下杀进程、断连接、写满磁盘、拨时钟，然后逐条核对。

    On servers and data of its own, never on yours. Exit code 1 when anything is lost, doubled or
    otherwise wrong; the traces are then in the folder it names.
    """
    plan = Plan(
        kills=kills or (SHORT_KILLS if short else FULL_KILLS),
        clients=clients or (SHORT_CLIENTS if short else FULL_CLIENTS),
        seconds=seconds,
        seed=seed,
        disk=disk,
    )
    place = folder or Path(tempfile.mkdtemp(prefix="huiyin-drill-"))
    place.mkdir(parents=True, exist_ok=True)
    click.echo(f"演练 / drill in {place}")
    report = asyncio.run(drill(plan, place.resolve(), click.echo))
    report.write(place / "report.txt")
    for line in report.lines():
        click.echo(line)
    if not report.passed:
        click.echo(f"详情见 / see {place}", err=True)
        sys.exit(1)
    if folder is None:
        shutil.rmtree(place, ignore_errors=True)
