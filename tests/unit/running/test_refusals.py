"""What stands in the way of a start is said in one sentence that says what to do."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from huiyin import nats_server, postgres_server
from huiyin.data_folder import DataFolder
from huiyin.health import until_ready
from huiyin.outside import refuse_unfit_bus, refuse_unfit_database
from huiyin.ports import draw_free, settle
from huiyin.processes import ALL, NATS
from huiyin.refusals import (
    BusHasNoJetStream,
    BusIsOutOfReach,
    CannotRun,
    DatabaseIsFromAnotherVersion,
    DatabaseIsOutOfReach,
    DatabaseIsTooOld,
    DataFolderIsClosed,
    DiskIsFull,
    PasswordIsLost,
    PortIsTaken,
    SettingIsWrong,
)
from huiyin.settings import read_ports, read_settings
from huiyin.stack import Stack
from tests.unit.running.fakes import CHECKOUT


def test_a_taken_port_is_named_with_the_variable_that_moves_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        port = squatter.getsockname()[1]

        with pytest.raises(PortIsTaken, match=rf"端口 {port}.*HUIYIN_NATS_PORT"):
            settle([NATS], {"nats": port})


def test_up_with_a_taken_port_is_one_sentence_and_exit_code_1(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        port = squatter.getsockname()[1]
        variables = (process.variable for process in ALL if process.port)
        ports = {name: str(port) for name, port in zip(variables, draw_free(10), strict=True)}
        up = subprocess.run(
            [sys.executable, "-m", "huiyin", "up"],
            cwd=CHECKOUT,
            env=os.environ
            | ports
            | {"HUIYIN_DATA": str(data_dir), "HUIYIN_TRIAGE_PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert up.returncode == 1
    assert f"端口 {port}（triage 要用）" in up.stderr
    assert len(up.stderr.splitlines()) == 1
    assert "Traceback" not in up.stderr


def test_drawn_ports_differ_and_avoid_the_ephemeral_range() -> None:
    drawn = draw_free(50)

    assert len(set(drawn)) == 50
    assert max(drawn) < 32_768


def test_a_full_disk_says_how_much_is_needed(data_dir: Path) -> None:
    with pytest.raises(DiskIsFull, match=r"需要 1099511627776 MiB.*HUIYIN_DATA"):
        DataFolder(data_dir).open(free_bytes_needed=2**60)

    assert DataFolder(data_dir).running_pid() is None


def test_a_data_folder_that_cannot_be_made_is_named(data_dir: Path) -> None:
    (data_dir / "file").write_text("")

    with pytest.raises(DataFolderIsClosed, match="file"):
        DataFolder(data_dir / "file" / "data").open()


async def test_data_of_a_newer_postgresql_is_refused(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir()
    (data_dir / "postgres" / "PG_VERSION").write_text("19\n")

    with pytest.raises(DatabaseIsFromAnotherVersion, match="PostgreSQL 19 建立"):
        async with Stack(data_dir, services=[], jobs=[]):
            pass


async def test_a_database_without_its_password_file_is_refused(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir()
    version = postgres_server.major_version()
    (data_dir / "postgres" / "PG_VERSION").write_text(f"{version}\n")

    with pytest.raises(PasswordIsLost, match=r"passwords\.json"):
        async with Stack(data_dir, services=[], jobs=[]):
            pass


@asynccontextmanager
async def postgres_that_says_its_version_is(version: str) -> AsyncIterator[str]:
    """A server that welcomes everybody and tells its version, as the wire protocol asks."""

    def message(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("!i", len(body) + 4) + body

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            (length,) = struct.unpack("!i", await reader.readexactly(4))
            if length == 8:  # A wish for TLS has no body beyond its code.
                await reader.readexactly(4)
                writer.write(b"N")
                continue
            await reader.readexactly(length - 4)
            break
        writer.write(
            message(b"R", struct.pack("!i", 0))
            + message(b"S", b"server_version\0" + version.encode() + b"\0")
            + message(b"S", b"client_encoding\0UTF8\0")
            + message(b"K", struct.pack("!ii", 1, 1))
            + message(b"Z", b"I")
        )
        await reader.read(1)  # Goodbye.
        writer.close()

    server = await asyncio.start_server(welcome, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"postgresql://huiyin:secret@127.0.0.1:{port}/huiyin"
    server.close()


async def test_a_too_old_database_server_is_refused() -> None:
    async with postgres_that_says_its_version_is("15.13") as url:
        with pytest.raises(DatabaseIsTooOld, match="PostgreSQL 15，至少要 16"):
            await refuse_unfit_database(url)


async def test_the_oldest_fit_database_server_is_taken() -> None:
    async with postgres_that_says_its_version_is("16.0") as url:
        await refuse_unfit_database(url)


async def test_a_database_out_of_reach_is_named_without_its_password() -> None:
    (port,) = draw_free(1)

    with pytest.raises(DatabaseIsOutOfReach, match=str(port)) as refusal:
        await refuse_unfit_database(f"postgresql://huiyin:secret@127.0.0.1:{port}/huiyin")

    assert "secret" not in str(refusal.value)


@asynccontextmanager
async def plain_nats_server(*options: str) -> AsyncIterator[str]:
    (port,) = draw_free(1)
    server = await asyncio.create_subprocess_exec(
        nats_server.program(),
        *("-a", "127.0.0.1", "-p", str(port), *options),
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"nats://127.0.0.1:{port}"
    finally:
        server.terminate()
        await server.wait()


async def test_a_bus_without_jetstream_is_refused() -> None:
    async with plain_nats_server() as url:
        with pytest.raises(TimeoutError, match="JetStream is off"):
            await until_ready(url, within_s=1.0)

        with pytest.raises(BusHasNoJetStream, match="nats-server -js"):
            await refuse_unfit_bus(url)


async def test_a_bus_with_jetstream_is_taken(data_dir: Path) -> None:
    async with plain_nats_server("-js", "-sd", str(data_dir)) as url:
        await until_ready(url, within_s=10.0)
        await refuse_unfit_bus(url)


async def test_a_bus_out_of_reach_is_named() -> None:
    (port,) = draw_free(1)

    with pytest.raises(BusIsOutOfReach, match=str(port)):
        await refuse_unfit_bus(f"nats://127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HUIYIN_DATABASE_URL", "mysql://localhost/huiyin"),
        ("HUIYIN_DATABASE_URL", "postgresql://localhost"),
        ("HUIYIN_NATS_URL", "127.0.0.1:4222"),
        ("HUIYIN_CLOCK", "sundial"),
    ],
)
def test_a_wrong_setting_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingIsWrong, match=variable):
        read_settings({variable: value})


@pytest.mark.parametrize("value", ["0", "65536", "http", "-1", "８１００"])
def test_a_wrong_port_is_named(value: str) -> None:
    with pytest.raises(SettingIsWrong, match="HUIYIN_CONSOLE_PORT"):
        read_ports({"HUIYIN_CONSOLE_PORT": value})


def test_ports_come_from_the_table_unless_set() -> None:
    ports = read_ports({"HUIYIN_POSTGRES_PORT": "5555"})

    assert ports["postgres"] == 5555
    assert ports["console"] == 8100
    assert "migrate" not in ports


def test_every_refusal_is_one_line_in_chinese_and_english() -> None:
    samples = [
        PortIsTaken("nats", 8122, "HUIYIN_NATS_PORT"),
        DiskIsFull(Path("/data"), 1, 2),
        SettingIsWrong("HUIYIN_CLOCK", "x", " system 或 stepped"),
        DatabaseIsTooOld(15, 16),
    ]
    for refusal in samples:
        assert isinstance(refusal, CannotRun)
        chinese, _, english = str(refusal).partition(" / ")
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese)
        assert english.isascii()
        assert "\n" not in str(refusal)
