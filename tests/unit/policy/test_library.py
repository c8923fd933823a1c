"""A folder of packs: versions with effective dates, and which pack governs which project."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from shared.policy import (
    NoPackGoverns,
    PackIsUnknown,
    PolicyIsInvalid,
    PolicyLibrary,
    ProjectIsUnknown,
    describe_faults,
    load_directory,
)
from tests.unit.policy.regulations import POLICIES, at, library, zsy

Change = Callable[[str], str]


def copied(folder: Path) -> Path:
    shutil.copytree(POLICIES, folder / "policies")
    return folder / "policies"


def changed(path: Path, change: Change) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def faults_of(folder: Path) -> str:
    with pytest.raises(PolicyIsInvalid) as refused:
        PolicyLibrary.read(folder)
    return describe_faults(refused.value.faults)


def test_a_complaint_is_governed_by_the_version_in_force_when_it_was_received(
    tmp_path: Path,
) -> None:
    folder = copied(tmp_path)
    later = (folder / "zsy.yaml").read_text(encoding="utf-8")
    later = later.replace('version: "2026.1"', 'version: "2026.2"')
    later = later.replace("effective_from: 2010-01-01", "effective_from: 2026-07-01")
    (folder / "zsy@2026.2.yaml").write_text(later, encoding="utf-8")

    both = PolicyLibrary.read(folder)

    assert both.pack_for("mhhy", date(2026, 6, 30)).version == "2026.1"
    assert both.pack_for("mhhy", date(2026, 7, 1)).version == "2026.2"
    assert both.pack("zsy", "2026.1").version == "2026.1"


def test_projects_are_governed_by_the_pack_the_directory_names() -> None:
    assert library().pack_for("mhhy", date(2026, 11, 18)).id == "zsy"
    assert library().pack_for("messages", date(2018, 1, 2)).id == "answer-within"


def test_unknown_projects_days_and_versions_are_refused() -> None:
    with pytest.raises(ProjectIsUnknown):
        library().pack_for("nowhere", date(2026, 11, 18))
    with pytest.raises(NoPackGoverns):
        library().pack_for("mhhy", date(2009, 12, 31))
    with pytest.raises(PackIsUnknown):
        library().pack("zsy", "1999")


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        ("zsy.yaml", lambda t: t.replace("pack: zsy", "pack: zsz"), "should be called zsz@2026.1"),
        (
            "directory.yaml",
            lambda t: t.replace("pack: zsy", "pack: zzz"),
            "policies[0].pack|no policy pack `zzz`",
        ),
        ("directory.yaml", lambda t: t.replace("  headquarters:", "  head-office:"), "needs `head"),
        ("directory.yaml", lambda t: t.replace("city: foshan", "city: fosan"), "`foshan`"),
        ("directory.yaml", lambda t: t.replace("office@", "office at "), "posts|departments"),
        ("calendars/cn.yaml", lambda t: "notices: 3", "cn.yaml"),
    ],
)
def test_a_folder_that_does_not_hold_together_is_refused(
    tmp_path: Path, file: str, change: Change, reason: str
) -> None:
    folder = copied(tmp_path)
    changed(folder / file, change)

    report = faults_of(folder)

    assert any(alternative in report for alternative in reason.split("|"))


def test_faults_of_several_files_are_reported_together(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    changed(folder / "zsy.yaml", lambda text: text.replace("within: 24 h", "within: a day"))
    changed(folder / "answer-within.yaml", lambda text: text.replace("15 wd", "15"))

    report = faults_of(folder)

    assert "zsy.yaml:" in report
    assert "answer-within.yaml:" in report


def test_a_second_file_with_the_same_version_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    shutil.copy(folder / "zsy.yaml", folder / "zsy@2026.1.yaml")

    assert "version 2026.1 is given twice" in faults_of(folder)


def test_a_folder_without_a_directory_is_refused(tmp_path: Path) -> None:
    assert "directory.yaml" in faults_of(tmp_path)


def test_a_directory_mistake_has_its_line() -> None:
    text = (POLICIES / "directory.yaml").read_text(encoding="utf-8")
    wrong = text.replace("email: design@minghu.example", "email: design")

    with pytest.raises(PolicyIsInvalid) as refused:
        load_directory(wrong, file="directory.yaml")

    (fault,) = refused.value.faults
    assert wrong.splitlines()[fault.line - 1].strip() == "email: design"


def test_a_project_is_found_by_its_name_or_code() -> None:
    assert library().directory.project_named("明湖花园") == "mhhy"
    assert library().directory.project_named("mhhy") == "mhhy"
    assert library().directory.project_named("无此项目") is None


@pytest.mark.parametrize(
    ("received", "in_hours", "working_day"),
    [
        ("2026-11-18 09:00", True, True),
        ("2026-11-18 12:00", False, True),
        ("2026-11-18 13:30", True, True),
        ("2026-11-18 18:00", False, True),
        ("2026-11-21 10:00", False, False),
        ("2026-10-01 10:00", False, False),
        ("2026-10-10 10:00", True, True),
    ],
)
def test_the_moment_of_receipt_is_placed_in_the_working_calendar(
    received: str, in_hours: bool, working_day: bool
) -> None:
    context = zsy().received_context(at(received))

    assert (context.in_working_hours, context.working_day) == (in_hours, working_day)


def test_a_regulation_without_words_is_the_same_version_of_the_same_regulation() -> None:
    silent = zsy().unexplained()
    assert zsy().explains and not silent.explains
    assert silent.digest == zsy().digest
    assert silent.stamp == zsy().stamp and silent.obligations == zsy().obligations
    assert silent is zsy().unexplained() is silent.unexplained()


def test_a_library_without_words_has_the_same_regulations_in_the_same_organisation() -> None:
    silent = library().unexplained()
    assert silent.packs.keys() == library().packs.keys()
    assert silent.directory is library().directory
    assert not any(pack.explains for pack in silent.packs.values())
    assert silent is library().unexplained() is silent.unexplained()


def test_what_was_worked_out_of_a_regulation_is_not_that_of_a_changed_copy() -> None:
    assert zsy().started_by("complaint-received")
    without = zsy().model_copy(update={"version": "2026.9", "obligations": ()})
    assert not without.started_by("complaint-received")
    assert without.unexplained().version == "2026.9"
    assert without.digest == zsy().digest
