"""`huiyin policy compare`: the same day of complaints under every regulation, side by side."""

from __future__ import annotations

from pathlib import Path

import click

from huiyin.refusals import CannotRun, PoliciesAreUnfit
from huiyin.whatif.counting import counts_under
from huiyin.whatif.course import Course
from huiyin.whatif.day import DAY, ZONE, read_day
from huiyin.whatif.page import day_page
from huiyin.whatif.regulation import Regulation
from shared.policy import Pack, PolicyIsInvalid, PolicyLibrary, describe_faults
from shared.settings import POLICIES

NOTES = "每一格是一项制度对同一件投诉的判断：级别及依据、责任部门、各项时限的到期与结果、督办单。"


@click.command("compare")
@click.option("--day", default=DAY, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--policies", default=POLICIES, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--out", default="one-day.html", type=click.Path(path_type=Path), show_default=True)
def command(day: Path, policies: Path, out: Path) -> None:
    """把同一天的投诉放到每一项制度之下，并列成一页，看制度之间有何不同。"""
    try:
        library = PolicyLibrary.read(policies)
    except PolicyIsInvalid as invalid:
        raise PoliciesAreUnfit(policies, describe_faults(invalid.faults)) from invalid
    chosen = read_day(day)
    lives, packs = chosen.lives, _latest(library)
    counts = [counts_under(pack, lives) for pack in packs]
    regulations = [Regulation.of(pack, library.directory) for pack in packs]
    rows = [
        {
            "life": life,
            "outcomes": [
                Course(life, regulation, found.get(life.received.complaint_id, ())).run(
                    chosen.until
                )
                for regulation, found in zip(regulations, counts, strict=True)
            ],
        }
        for life in lives
    ]
    page = day_page([pack.title for pack in packs], rows, zone=ZONE, notes=NOTES)
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise CannotRun(f"无法写入 {out}：{error.strerror} / cannot write {out}") from error
    click.echo(f"{len(lives)} 件投诉，{len(packs)} 项制度 / packs: {out}")


def _latest(library: PolicyLibrary) -> list[Pack]:
    """Of each regulation the version that takes effect last."""
    found: dict[str, Pack] = {}
    for pack in library.packs.values():
        if pack.id not in found or found[pack.id].effective_from < pack.effective_from:
            found[pack.id] = pack
    return list(found.values())
