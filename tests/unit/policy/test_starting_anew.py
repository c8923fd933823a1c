"""A service that starts anew where the folder of policies has become unfit meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.policy import PolicyIsInvalid, live
from shared.policy.seal import Digests
from tests.support.waiting import until
from tests.unit.policy.living import Drawer, change, opened, reasons, watching, written


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_S", 0.01)
    monkeypatch.setattr(live, "SETTLE_S", 0.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path)


async def run_for_a_while(folder: Path, drawer: Drawer) -> None:
    """A service that has gone by the folder, and died."""
    policies = await opened(folder, drawer)
    await policies.seal(policies.pack("small", "1"))
    async with watching(policies):
        await until(lambda: drawer.kept == policies.reading.archive)


async def test_who_starts_anew_beside_a_faulty_folder_goes_by_what_was_in_force(
    folder: Path,
) -> None:
    drawer = Drawer()
    await run_for_a_while(folder, drawer)
    change(folder / "directory.yaml", "city: hangzhou", "city: hangzou")

    policies = await opened(folder, drawer)

    assert policies.project("lake").city == "hangzhou"
    assert [file for file, _, _ in reasons(policies)] == ["directory.yaml"]

    change(folder / "directory.yaml", "city: hangzou", "city: hangzhou")
    await policies.look()
    assert policies.refused is None


async def test_or_beside_one_that_has_changed_the_past(folder: Path) -> None:
    drawer = Drawer()
    await run_for_a_while(folder, drawer)
    change(folder / "small.yaml", "within: 3 wd", "within: 5 wd")

    policies = await opened(folder, drawer)

    within = policies.pack("small", "1").obligation("answer").within
    assert within is not None and within.zh == "3 个工作日"
    assert "may not change" in str(reasons(policies))


async def test_what_was_kept_and_cannot_be_read_any_more_is_no_excuse(folder: Path) -> None:
    drawer = Drawer()
    drawer.kept = b"no zip"
    change(folder / "directory.yaml", "city: hangzhou", "city: hangzou")

    with pytest.raises(PolicyIsInvalid, match="directory"):
        await opened(folder, drawer)


async def test_what_comes_into_force_is_kept(folder: Path) -> None:
    drawer = Drawer()
    await run_for_a_while(folder, drawer)
    change(folder / "directory.yaml", "工程部", "工程管理部")
    await run_for_a_while(folder, drawer)
    (folder / "directory.yaml").unlink()

    policies = await opened(folder, drawer)

    assert policies.directory.departments["engineering"].name == "工程管理部"


async def test_it_rests_as_soon_as_all_that_it_goes_by_is_written_down(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_S", 3600.0)
    drawer = Drawer()
    policies = await opened(folder, drawer)
    async with watching(policies):
        await until(lambda: policies.is_at_rest)
        assert drawer.kept is not None

        policies.pack("small", "1")
        assert not policies.is_at_rest
        await until(lambda: policies.is_at_rest)
        assert ("small", "1") in drawer.sealed


async def test_a_stamp_may_be_given_while_what_was_gone_by_is_being_sealed(folder: Path) -> None:
    class Slow(Drawer):
        async def seal(self, digests: Digests) -> Digests:
            sealed = await super().seal(digests)
            if stamping:
                await policies.seal(policies.pack(*stamping.pop()))
            return sealed

    drawer, stamping = Slow(), [("small", "1")]
    policies = await opened(folder, drawer)
    policies.pack("small", "1")

    async with watching(policies) as task:
        await until(lambda: policies.is_at_rest)
        assert not task.done()
