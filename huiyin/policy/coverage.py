"""`huiyin policy coverage`: rule by rule where it lives and which scenarios prove it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from huiyin.refusals import CannotRun
from huiyin.scenarios.coverage import Coverage, Covered, Status, cover
from huiyin.scenarios.packs import Packs
from huiyin.scenarios.playing import Verdict, play
from huiyin.scenarios.reading import read_scenarios
from huiyin.scenarios.rules import Rule, RuleListIsUnfit, places_of, read_rules
from shared.policy import PolicyFault, PolicyIsInvalid, describe_faults
from shared.policy.yaml_source import YamlIsUnusable
from shared.settings import POLICIES

RULES = Path(__file__).resolve().parents[3] / "shared" / "requirements" / "rules.yaml"
_MARKS = {Status.PROVEN: "✓", Status.OPEN: "○", Status.MISSING: "✗"}


class NoRuleList(CannotRun):
    """There is no rule list to hold the packs to."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"无法读取规则表 {path}（{reason}）：请用 --rules 指明。"
            f" / Cannot read the rule list {path} ({reason}): name one with --rules."
        )


class NoRulesOfPack(CannotRun):
    """The rule list has nothing of the pack that was asked for."""

    def __init__(self, path: Path, pack: str, known: list[str]) -> None:
        listed = "、".join(known) or "—"
        super().__init__(
            f"规则表 {path} 里没有制度 {pack} 的规则，只有：{listed}。请照"
            " docs/templates/new-company-rules.yaml 写一份，用 --rules 指明。"
            f" / The rule list {path} has no rules of {pack}, only of: {listed}. Write one like"
            " docs/templates/new-company-rules.yaml and name it with --rules."
        )


@click.command("coverage")
@click.option(
    "--rules",
    default=RULES,
    type=click.Path(path_type=Path),
    help="规则表 / the rule list; ../shared/requirements/rules.yaml",
)
@click.option("--pack", "only", help="只看这一制度 / the rules of one pack")
@click.option(
    "--policies",
    default=POLICIES,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="制度文件夹 / the folder of policies",
)
def command(rules: Path, only: str | None, policies: Path) -> None:
    """逐条列出规则写在哪里、由哪些情景证明；有缺口时退出码为 1。"""
    listed = _rules(rules, only)
    packs = Packs(policies)
    folders = {rule.pack for rule in listed} if only else None
    verdicts, faults = _played(packs, folders)
    places = [p for p in places_of(packs.sources) if folders is None or p.pack in folders]
    coverage = cover(listed, places, verdicts)
    for line in (*_lines(coverage), *_lists(coverage)):
        click.echo(line)
    unlisted = sorted(_ids_of(packs) - {rule.pack for rule in listed})
    if unlisted and not only:
        click.echo(f"规则表里没有这些制度 not in the rule list：{' '.join(unlisted)}")
    if faults:
        click.echo(describe_faults(faults))
    click.echo(coverage.summary)
    sys.exit(0 if coverage.is_whole and not faults else 1)


def _rules(path: Path, only: str | None) -> tuple[Rule, ...]:
    try:
        found = read_rules(path.read_text("utf-8"), file=path.name)
    except OSError as error:
        raise NoRuleList(path, error.strerror or type(error).__name__) from error
    except (RuleListIsUnfit, YamlIsUnusable) as error:
        raise NoRuleList(path, str(error)) from error
    chosen = tuple(rule for rule in found if only in (None, rule.pack))
    if not chosen:
        raise NoRulesOfPack(path, only or "", sorted({rule.pack for rule in found}))
    return chosen


def _played(packs: Packs, folders: set[str] | None) -> tuple[list[Verdict], list[PolicyFault]]:
    """The verdicts on all scenarios that can be read, and what is wrong with the others."""
    verdicts: list[Verdict] = []
    faults: list[PolicyFault] = []
    for file in packs.scenario_files():
        if folders is not None and file.parent.name not in folders:
            continue
        name = str(file.relative_to(packs.folder))
        try:
            scenarios = read_scenarios(file.read_text("utf-8"), file=name, pack_named=packs.named)
        except PolicyIsInvalid as invalid:
            faults += invalid.faults
            continue
        verdicts += map(play, scenarios)
    return verdicts, faults


def _ids_of(packs: Packs) -> set[str]:
    trees = (source.tree for source in packs.sources)
    return {str(tree["pack"]) for tree in trees if isinstance(tree, dict) and "pack" in tree}


def _lines(coverage: Coverage) -> Iterator[str]:
    pack = ""
    for one in coverage.rules:
        if one.rule.pack != pack:
            pack = one.rule.pack
            yield f"{pack}"
        why = f"  {one.why}" if one.why else ""
        yield f"  {_MARKS[one.status]} {one.rule.id}  {one.rule.kind}  {one.status}{why}"
        for place in one.places:
            yield f"      {place.file}:{place.line}  {place.path}"
        yield from (f"      + {name}" for name in one.inside)
        yield from (f"      - {name}" for name in one.outside)


def _lists(coverage: Coverage) -> Iterator[str]:
    yield ""
    for status, words in (
        (Status.OPEN, "未由系统执行或证明 open"),
        (Status.MISSING, "缺口 missing"),
    ):
        found = coverage.of(status)
        if found:
            yield f"{words}：{_ids(found)}"
    for error in coverage.errors:
        yield f"错误 error：{error}"


def _ids(found: list[Covered]) -> str:
    return " ".join(one.rule.id for one in found)
