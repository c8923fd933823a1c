"""From a scenario file's text to scenarios, or to everything that is wrong with it. No I/O."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from huiyin.scenarios.acts import STEPS, VERBS
from huiyin.scenarios.expectations import EXPECTATIONS, NO
from huiyin.scenarios.expectations.expectation import (
    Expectation,
    Not,
    OfComplaint,
    OfComplaintOrProject,
)
from huiyin.scenarios.instants import instant
from huiyin.scenarios.names import Names
from huiyin.scenarios.scenario import Edge, Line, Scenario, Then
from huiyin.scenarios.world import PROJECT, directory_of, faults_of_world
from huiyin.scenarios.written import Draft, Placed, WrittenFile, drafts_of
from shared.domain import Immutable
from shared.policy import Directory, Pack, PolicyIsInvalid
from shared.policy.faults import PolicyFault, fault_at, from_validation
from shared.policy.vocabulary import unknown_name
from shared.policy.yaml_source import Path, Source, YamlIsUnusable, read

PackNamed = Callable[[str], Pack | None]
"""The pack of a name such as `zsy` (its latest version) or `zsy@2026.1`."""

_Model = TypeVar("_Model", bound=Immutable)
_INHERITED = ("complaint", "project", "as_of")


def read_scenarios(text: str, *, file: str, pack_named: PackNamed) -> tuple[Scenario, ...]:
    """Every scenario of a file. Raises PolicyIsInvalid with every fault that was found."""
    try:
        source = read(text, file=file)
    except YamlIsUnusable as error:
        raise PolicyIsInvalid(
            PolicyFault(file, d.mark.line, d.mark.column, "(file)", d.chinese, d.english)
            for d in error.defects
        ) from error
    reading = _Reading(source)
    written = reading.model(WrittenFile, source.tree, ())
    if written is None:
        raise PolicyIsInvalid(reading.faults)
    pack = pack_named(written.pack)
    if pack is None:
        chinese, english = f"没有制度“{written.pack}”", f"there is no pack `{written.pack}`"
        raise PolicyIsInvalid([fault_at(source, ("pack",), chinese, english)])
    found = [reading.scenario(draft, written, pack) for draft in drafts_of(written)]
    reading.ensure_names_differ(found)
    if reading.faults:
        raise PolicyIsInvalid(reading.faults)
    return tuple(one for one in found if one is not None)


class _Reading:
    """Gathers the faults of one file while it is read."""

    def __init__(self, source: Source) -> None:
        self.faults: list[PolicyFault] = []
        self._source = source

    def model(
        self, model: type[_Model], tree: Any, path: Path, names: Names | None = None
    ) -> _Model | None:
        """A part of the file; None where something is wrong with it."""
        try:
            return model.model_validate_json(
                json.dumps(tree, ensure_ascii=False), strict=True, context=names
            )
        except ValidationError as error:
            found = error.errors(include_url=False)
            for one in found:
                one["loc"] = (*path, *one["loc"])
            self.faults += from_validation(self._source, found)
            return None

    def scenario(self, draft: Draft, file: WrittenFile, pack: Pack) -> Scenario | None:
        before = len(self.faults)
        directory = self._directory(draft, file, pack)
        complaints = [
            line["complaint"]
            for _, line in draft.steps
            if "do" not in line and isinstance(line.get("complaint"), str)
        ]
        projects = directory.projects if directory else ()
        names = Names.of(pack, projects=projects, complaints=complaints)
        steps = [self._step(placed, names) for placed in draft.steps]
        then = [self._then(placed, names) for placed in draft.then]
        until = self._until(draft, names)
        self._ensure_it_says_something(draft, complaints)
        if directory is None or len(self.faults) > before:
            return None
        lines = sorted((s for s in steps if s), key=lambda line: line.step.happens_at)
        last = max(line.step.happens_at for line in lines)
        return Scenario(
            file=self._source.file,
            line=self._line(draft.path),
            name=draft.name,
            proves=draft.proves,
            edge=Edge(draft.edge) if draft.edge else None,
            pack=pack,
            directory=directory,
            zone=names.zone,
            steps=lines,
            then=[t for t in then if t],
            until=max(last, until or last),
        )

    def ensure_names_differ(self, found: Sequence[Scenario | None]) -> None:
        lines: dict[str, int] = {}
        for one in found:
            if one is None:
                continue
            first = lines.setdefault(one.name, one.line)
            if first != one.line:
                self._faulty(
                    one.line,
                    f"情景“{one.name}”重名，第 {first} 行已有",
                    f"the scenario `{one.name}` is on line {first} already",
                )

    def _directory(self, draft: Draft, file: WrittenFile, pack: Pack) -> Directory | None:
        written = file.scenarios[_index(draft.path)]
        projects = {**file.projects, **written.projects} or {PROJECT: {"name": "示例项目"}}
        besides = {**file.directory, **written.directory}
        try:
            return directory_of(pack, projects, besides)
        except (ValidationError, PolicyIsInvalid) as error:
            self.faults += faults_of_world(self._source, draft.path[:2], error)
            return None

    def _step(self, placed: Placed, names: Names) -> Line | None:
        path, tree = placed
        model = self._kind(tree, path, STEPS, "发生了什么", "what happens")
        if "do" in tree:
            model = self._chosen(tree["do"], (*path, "do"), VERBS)
        step = self.model(model, tree, path, names) if model else None
        return Line(self._line(path), step) if step else None

    def _then(self, placed: Placed, names: Names) -> Then | None:
        path, tree = placed
        expectation = self._expectation(tree, path, names)
        if not names.complaints and _is_about_complaints(expectation):
            self._faulty_at(path, "情景中没有投诉", "there is no complaint in this scenario")
        return Then(self._line(path), expectation) if expectation else None

    def _expectation(self, tree: dict[str, Any], path: Path, names: Names) -> Expectation | None:
        if isinstance(inner := tree.get(NO), dict):
            inherited = {key: tree[key] for key in _INHERITED if key in tree}
            what = self._expectation({**inherited, **inner}, (*path, NO), names)
            return Not(what=what) if what else None
        model = self._kind(tree, path, EXPECTATIONS, "要查什么", "what to look for")
        return self.model(model, tree, path, names) if model else None

    def _kind(
        self, tree: dict[str, Any], path: Path, table: Mapping[str, type[_Model]], zh: str, en: str
    ) -> type[_Model] | None:
        kind = next((model for key, model in table.items() if key in tree), None)
        if kind is None and "do" not in tree:
            known = "、".join(table)
            self.faults.append(
                fault_at(
                    self._source,
                    path,
                    f"看不出{zh}，应含其中之一：{known}",
                    f"it does not say {en}: one of {', '.join(table)}",
                )
            )
        return kind

    def _chosen(
        self, name: Any, path: Path, table: Mapping[str, type[_Model]]
    ) -> type[_Model] | None:
        if name in table:
            return table[name]
        self._refuse(path, unknown_name(str(name), table, "办理动作", "verb"))
        return None

    def _until(self, draft: Draft, names: Names) -> datetime | None:
        if draft.until is None:
            return None
        try:
            return instant(draft.until, names.zone)
        except PydanticCustomError as refusal:
            self._refuse((*draft.path, "until"), refusal)
            return None

    def _ensure_it_says_something(self, draft: Draft, complaints: Sequence[str]) -> None:
        if len(set(complaints)) < len(complaints):
            twice = next(name for name in complaints if complaints.count(name) > 1)
            self._faulty_at(
                draft.path, f"投诉“{twice}”受理了两次", f"the complaint `{twice}` comes in twice"
            )
        if not draft.steps:
            self._faulty_at(draft.path, "没有 given：情景须有开始的时间", "`given` is missing")
        refusals = any("refused" in tree for _, tree in draft.steps)
        if not draft.then and not refusals:
            self._faulty_at(
                draft.path, "没有 then：什么也不检验", "`then` is missing: it proves nothing"
            )

    def _refuse(self, path: Path, refusal: PydanticCustomError) -> None:
        context = refusal.context or {}
        self._faulty_at(path, context["chinese"], context["english"])

    def _faulty_at(self, path: Path, chinese: str, english: str) -> None:
        self.faults.append(fault_at(self._source, path, chinese, english))

    def _faulty(self, line: int, chinese: str, english: str) -> None:
        file = self._source.file
        self.faults.append(PolicyFault(file, line, 1, "scenarios", chinese, english))

    def _line(self, path: Path) -> int:
        return self._source.mark(path).line


def _is_about_complaints(expectation: Expectation | None) -> bool:
    if isinstance(expectation, Not):
        return _is_about_complaints(expectation.what)
    named = isinstance(expectation, OfComplaintOrProject) and expectation.project is not None
    return isinstance(expectation, OfComplaint) and not named


def _index(path: Path) -> int:
    assert isinstance(path[1], int)
    return path[1]
