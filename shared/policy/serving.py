"""Whether directory and packs fit together: every governed project has whom its packs need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.policy.directory import Directory
from shared.policy.pack import Pack
from shared.policy.problems import Problem
from shared.policy.vocabulary import ON_DUTY


def unserved(directory: Directory, packs: Iterable[Pack]) -> Iterator[Problem]:
    """Packs that projects name and nobody wrote; departments and posts that packs need, and
    somebody on duty where a pack tells whoever that is."""
    packs = tuple(packs)
    yield from _unwritten(directory, {pack.id for pack in packs})
    for pack in packs:
        governed = [
            code
            for code, project in directory.projects.items()
            if any(rule.pack == pack.id for rule in project.policies)
        ]
        for section, names in (("departments", pack.departments), ("posts", pack.posts)):
            for name in names:
                yield from _unreached(directory, pack, section, name, governed)
        if any(ON_DUTY in notice.to for notice in pack.notices):
            yield from _nobody_on_duty(directory, pack, governed)


def _unwritten(directory: Directory, written: set[str]) -> Iterator[Problem]:
    for code, project in directory.projects.items():
        for i, rule in enumerate(project.policies):
            if rule.pack not in written:
                yield Problem(
                    ("projects", code, "policies", i, "pack"),
                    f"没有制度文件 {rule.pack}.yaml",
                    f"there is no policy pack `{rule.pack}`",
                )


def _unreached(
    directory: Directory, pack: Pack, section: str, name: str, governed: list[str]
) -> Iterator[Problem]:
    """One problem where all projects lack somebody, else one for each project that does."""
    lacking = [code for code in governed if not directory.has(name, code)]
    if lacking and len(lacking) == len(governed):
        yield Problem(
            (section,),
            f"制度 {pack.id} {pack.version} 需要“{name}”，此处没有",
            f"the pack {pack.id} {pack.version} needs `{name}`, which is not here",
        )
        return
    for code in lacking:
        yield Problem(
            ("projects", code),
            f"制度 {pack.id} {pack.version} 需要“{name}”，本项目及其城市、区域、集团都没有",
            f"the pack {pack.id} {pack.version} needs `{name}`: neither this project nor its city,"
            " region or group has it",
        )


def _nobody_on_duty(directory: Directory, pack: Pack, governed: list[str]) -> Iterator[Problem]:
    if directory.duty_fallback is not None:
        return
    for code in governed:
        yield Problem(
            ("projects", code),
            f"制度 {pack.id} {pack.version} 要通知值班人员，请写 duty_fallback：无人值班时找谁",
            f"the pack {pack.id} {pack.version} tells whoever is on duty: say in `duty_fallback`"
            " who is told when nobody is",
        )
        return
