"""A setting that no service could start with is refused before anything is started."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from huiyin.migrate import migrate
from huiyin.preflight import refuse_moved_policies, refuse_unfit_settings
from huiyin.refusals import DatabaseIsOutOfReach, PoliciesAreUnfit, SettingIsWrong
from huiyin.settings import read_settings
from shared.bus.manifest import ManifestIsUnfit, apply
from shared.policy import PolicyLibrary
from shared.settings import POLICIES
from tests.unit.running.fakes import CHECKOUT

NOBODY = "127.0.0.1:1"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HUIYIN_ZONE", "Asia/Atlantis"),
        ("HUIYIN_ZONE", "Asia"),
        ("HUIYIN_POOL_SIZE", "1"),
        ("HUIYIN_TRACE_SAMPLED", "7"),
        ("HUIYIN_OTLP_ENDPOINT", "collector:4318"),
        ("HUIYIN_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_setting_of_the_services_is_checked_first(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingIsWrong, match=rf"{variable}='{value}' 不对，应为"):
        refuse_unfit_settings(read_settings())


def test_an_empty_setting_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_OTLP_ENDPOINT", "")

    refuse_unfit_settings(read_settings())


def test_a_faulty_policy_is_named_by_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    directory = folder / "directory.yaml"
    directory.write_text(directory.read_text("utf-8").replace("group:", "grupo:"), "utf-8")
    monkeypatch.setenv("HUIYIN_POLICIES", str(folder))

    with pytest.raises(PoliciesAreUnfit, match=r"directory\.yaml:\d+"):
        refuse_unfit_settings(read_settings())


def test_a_regulation_that_was_gone_by_may_not_say_something_else() -> None:
    zsy = PolicyLibrary.read(POLICIES).pack("zsy", "2026.1")
    refuse_moved_policies({("zsy", "2026.1"): zsy.digest}, POLICIES)

    with pytest.raises(PoliciesAreUnfit, match=r"zsy\.yaml:\d+"):
        refuse_moved_policies({("zsy", "2026.1"): "another"}, POLICIES)
    with pytest.raises(PoliciesAreUnfit, match=r"zsy@2009\.1\.yaml"):
        refuse_moved_policies({("zsy", "2009.1"): "any"}, POLICIES)


def test_a_password_in_a_wrong_url_is_not_shown() -> None:
    refusal = SettingIsWrong("HUIYIN_DATABASE_URL", "postgres://huiyin:s3cret@host", "")

    assert "s3cret" not in str(refusal)
    assert "huiyin:***@host" in str(refusal)


def test_a_service_names_its_own_wrong_setting_in_one_line() -> None:
    servers = {"HUIYIN_DATABASE_URL": f"postgresql://{NOBODY}/huiyin", "HUIYIN_PORT": "1"}
    servers["HUIYIN_NATS_URL"] = f"nats://{NOBODY}"
    notify = subprocess.run(
        [sys.executable, "-m", "services.notify"],
        cwd=CHECKOUT,
        env=os.environ | servers | {"HUIYIN_MAIL_FROM": "nobody"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert notify.returncode == 2
    [line] = notify.stderr.splitlines()
    assert "HUIYIN_MAIL_FROM 不对" in line


async def test_migrating_a_database_that_is_away_is_one_sentence() -> None:
    with pytest.raises(DatabaseIsOutOfReach, match="HUIYIN_DATABASE_URL"):
        await migrate(f"postgresql://huiyin@{NOBODY}/huiyin", f"nats://{NOBODY}", POLICIES)


async def test_streams_are_not_declared_for_ever_at_a_broker_that_is_away() -> None:
    async with asyncio.timeout(20):
        with pytest.raises(ManifestIsUnfit, match="HUIYIN_NATS_URL"):
            await apply(f"nats://{NOBODY}")
