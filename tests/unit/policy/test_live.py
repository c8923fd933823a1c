"""A folder of policies that changes while it is gone by."""

from __future__ import annotations

import asyncio
import threading
from datetime import date
from pathlib import Path

import pytest

from shared.policy import MadeOfPolicies, PackIsUnknown, PolicyIsInvalid, live
from shared.policy.live import LivePolicies, VersionSaysSomethingElse
from shared.policy_report import report_on
from tests.support.waiting import until
from tests.unit.policy.living import (
    TODAY,
    Drawer,
    change,
    opened,
    reasons,
    watching,
    write,
    written,
)
from tests.unit.policy.regulations import SMALL

SECOND = SMALL.replace('version: "1"', 'version: "2"').replace("2020-01-01", "2026-12-01")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_S", 0.01)
    monkeypatch.setattr(live, "SETTLE_S", 0.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path)


async def test_a_changed_directory_comes_into_force(folder: Path) -> None:
    policies = await opened(folder)
    names = MadeOfPolicies(policies, lambda p: [d.name for d in p.directory.departments.values()])
    taken: list[str] = []
    policies.when_taken(lambda: taken.append(policies.reading.digest))
    assert names() == ["工程部"] and names() is names()

    change(folder / "directory.yaml", "工程部", "工程管理部")
    await policies.look()

    assert names() == ["工程管理部"]
    assert taken == [report_on(policies)["digest"]]


async def test_an_unchanged_folder_is_left_alone(folder: Path) -> None:
    policies = await opened(folder)
    before = policies.reading

    await policies.look()

    assert policies.reading is before


async def test_a_faulty_folder_leaves_what_runs_in_force_and_says_why(folder: Path) -> None:
    policies = await opened(folder)
    before = policies.directory

    change(folder / "directory.yaml", "city: hangzhou", "city: hangzou")
    await policies.look()

    assert policies.directory is before
    (fault,) = report_on(policies)["refused"]["faults"]
    assert (fault["file"], fault["line"]) == ("directory.yaml", 12)
    assert "没有" in fault["reason"] or "未知" in fault["reason"]
    assert "did you mean `hangzhou`" in fault["reason_en"]

    change(folder / "directory.yaml", "city: hangzou", "city: hangzhou")
    await policies.look()
    assert policies.refused is None


async def test_a_file_that_is_being_written_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SETTLE_S", 0.05)
    policies = await opened(folder)
    before = policies.reading
    change(folder / "directory.yaml", "工程部", "工程管理部")
    done = threading.Event()

    def keep_writing() -> None:
        while not done.is_set():
            (folder / "directory.yaml").touch()

    writing = asyncio.create_task(asyncio.to_thread(keep_writing))
    await policies.look()
    done.set()
    await writing
    assert policies.reading is before

    await policies.look()
    assert policies.directory.departments["engineering"].name == "工程管理部"


async def test_a_folder_that_is_gone_leaves_what_runs_in_force(folder: Path) -> None:
    policies = await opened(folder)

    for file in ("small.yaml", "directory.yaml"):
        (folder / file).unlink()
    await policies.look()

    assert policies.pack("small", "1").title == "小制度"
    assert "directory.yaml" in {file for file, _, _ in reasons(policies)}


async def test_a_new_version_comes_beside_the_one_in_force(folder: Path) -> None:
    policies = await opened(folder)
    with pytest.raises(PackIsUnknown):
        policies.pack("small", "2")

    write(folder / "small@2.yaml", SECOND)
    await policies.look()

    assert policies.pack_for("lake", date(2026, 11, 30)).version == "1"
    assert policies.pack_for("lake", date(2026, 12, 1)).version == "2"


async def test_a_version_in_force_may_not_change(folder: Path) -> None:
    policies = await opened(folder)

    change(folder / "small.yaml", "within: 3 wd", "within: 5 wd")
    await policies.look()

    ((file, line, reason),) = reasons(policies)
    assert (file, line) == ("small.yaml", 2)
    assert "small@NEW-VERSION.yaml" in reason
    within = policies.pack("small", "1").obligation("answer").within
    assert within is not None and within.zh == "3 个工作日"


async def test_nor_may_it_be_taken_away(folder: Path) -> None:
    policies = await opened(folder)

    (folder / "small.yaml").unlink()
    write(folder / "small@2.yaml", SECOND)
    await policies.look()

    assert [file for file, _, _ in reasons(policies)] == ["small@1.yaml"]


async def test_comments_and_quotes_are_no_change(folder: Path) -> None:
    policies = await opened(folder)

    change(folder / "small.yaml", "title: 小制度", 'title: "小制度"  # 修订中')
    await policies.look()

    assert policies.refused is None


async def test_a_version_that_is_not_yet_in_force_may_change(folder: Path) -> None:
    write(folder / "small@2.yaml", SECOND)
    policies = await opened(folder)

    change(folder / "small@2.yaml", "within: 3 wd", "within: 5 wd")
    await policies.look()

    assert policies.refused is None


async def test_what_was_gone_by_is_sealed_for_the_next_start(folder: Path) -> None:
    drawer = Drawer()
    policies = await opened(folder, drawer)
    policies.pack("small", "1")
    async with watching(policies):
        await until(lambda: ("small", "1") in drawer.sealed)

    drawer.kept = None
    change(folder / "small.yaml", "persons >= 5", "persons >= 6")

    with pytest.raises(PolicyIsInvalid, match="may not change"):
        await opened(folder, drawer)


async def test_what_nobody_went_by_may_change_between_two_starts(folder: Path) -> None:
    drawer = Drawer()
    await opened(folder, drawer)

    change(folder / "small.yaml", "persons >= 5", "persons >= 6")

    await opened(folder, drawer)


async def test_a_stamp_is_sealed_before_it_is_given(folder: Path) -> None:
    drawer = Drawer()
    first = await opened(folder, drawer)
    pack = first.pack("small", "1")
    await first.seal(pack)
    assert drawer.sealed == {("small", "1"): pack.digest}

    change(folder / "small.yaml", "persons >= 5", "persons >= 6")
    other = LivePolicies(folder, drawer, today=lambda: TODAY)  # As if opened before the first seal.
    with pytest.raises(VersionSaysSomethingElse):
        await other.seal(other.pack("small", "1"))


async def test_a_version_that_is_missed_is_looked_for_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_S", 3600.0)
    policies = await opened(folder)
    async with watching(policies):
        write(folder / "small@2.yaml", SECOND)
        with pytest.raises(PackIsUnknown):
            policies.pack("small", "2")
        await until(lambda: ("small", "2") in policies.packs)
