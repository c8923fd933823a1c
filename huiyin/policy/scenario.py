"""`huiyin policy scenario`: play scenario files on the real application, and print why."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from huiyin.refusals import CannotRun
from huiyin.scenarios.packs import Packs, policies_of
from huiyin.scenarios.playing import play
from huiyin.scenarios.reading import read_scenarios
from huiyin.scenarios.scenario import Scenario
from huiyin.scenarios.telling import in_short, told
from shared.policy import PolicyFault, PolicyIsInvalid, describe_faults


class NoSuchScenario(CannotRun):
    """No scenario of the file bears that name."""

    def __init__(self, name: str, known: list[str]) -> None:
        listed = "、".join(known)
        super().__init__(
            f"没有名为“{name}”的情景，现有：{listed}"
            f" / There is no scenario `{name}`; there are: {listed}"
        )


class NoPoliciesFolder(CannotRun):
    """A scenario file lies nowhere near the packs that it speaks of."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 不在制度文件夹之内：请放到 policies/scenarios/<制度>/ 下，或用 --policies 指明。"
            f" / {path} is in no policies folder: move it there or name one with --policies."
        )


@click.command("scenario")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.argument("name", required=False)
@click.option("--why", is_flag=True, help="逐件说明经过 / tell every story in full")
@click.option(
    "--policies",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="制度文件夹 / the folder of policies",
)
def command(path: Path, name: str | None, why: bool, policies: Path | None) -> None:
    """演算 FILE（情景文件，或其文件夹）中的情景，逐条核对；给出 NAME 时说明全部经过。

    NAME 写情景名称的一部分即可。有一条不符时退出码为 1。
    """
    scenarios = _read(path, policies)
    if name is not None:
        known = [one.name for one in scenarios]
        scenarios = [one for one in scenarios if name in one.name]
        if not scenarios:
            raise NoSuchScenario(name, known)
    in_full = why or len(scenarios) == 1
    failed = 0
    for scenario in scenarios:
        verdict = play(scenario)
        failed += not verdict.holds
        click.echo(told(verdict) if in_full else in_short(verdict))
        if in_full:
            click.echo("")
    click.echo(f"情景 {len(scenarios)} 个，不符 {failed} 个 / {failed} of {len(scenarios)} fail")
    sys.exit(1 if failed else 0)


def _read(path: Path, policies: Path | None) -> list[Scenario]:
    folder = policies or policies_of(path)
    if folder is None:
        raise NoPoliciesFolder(path)
    packs = Packs(folder)
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    found: list[Scenario] = []
    faults: list[PolicyFault] = []
    for file in files:
        try:
            text = file.read_text("utf-8")
            found += read_scenarios(text, file=str(file), pack_named=packs.named)
        except PolicyIsInvalid as invalid:
            faults += invalid.faults
    if faults:
        raise CannotRun(describe_faults(faults))
    return found
