"""The stream manifest `deploy/streams.yaml`: one job applies it, services only check it.

Clients that declare what they use overwrite each other's limits or silently keep old ones
(findings, section C). One file and one job leave no doubt.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

import nats
import nats.errors
import yaml
import yamlcore
from nats.aio.client import Client
from nats.js import JetStreamContext, api
from nats.js.errors import NotFoundError
from pydantic import Field, ValidationError

from shared.domain import Immutable

MANIFEST = Path(__file__).parents[2] / "deploy" / "streams.yaml"
CONNECT_TIMEOUT_S = 5
PARTITIONS = re.compile(r"partition\((\d+),")
Positive = Annotated[int, Field(gt=0)]


class ManifestIsUnfit(Exception):
    """The manifest or the server does not fit; the message says what to do."""


class StreamManifest(Immutable):
    name: str
    subjects: list[str]
    partitions: Positive
    compression: Literal["none", "s2"]
    duplicate_window_s: Positive

    def config(self) -> api.StreamConfig:
        return api.StreamConfig(
            name=self.name,
            subjects=self.subjects,
            storage=api.StorageType.FILE,
            retention=api.RetentionPolicy.LIMITS,
            discard=api.DiscardPolicy.NEW,
            # Read models are made anew from its first message: nothing is ever dropped.
            max_age=0.0,
            compression=api.StoreCompression(self.compression),
            duplicate_window=float(self.duplicate_window_s),
            allow_atomic=True,
            allow_direct=True,
            subject_transform=api.SubjectTransform(
                src="huiyin.*.*.*.*",
                dest=(
                    f"huiyin.{{{{partition({self.partitions},4)}}}}"
                    ".{{wildcard(1)}}.{{wildcard(2)}}.{{wildcard(3)}}"
                ),
            ),
        )


class Manifest(Immutable):
    stream: StreamManifest
    hears: dict[str, list[str]]

    @property
    def partitions(self) -> range:
        return range(self.stream.partitions)

    def subjects_for(self, service: str, partition: int) -> list[str]:
        """What one service hears on one partition."""
        return [f"huiyin.{partition}.{source}.>" for source in self.hears[service]]


def read_manifest(file: Path = MANIFEST) -> Manifest:
    try:
        text = file.read_text(encoding="utf-8")
        loaded = yaml.load(text, Loader=yamlcore.CCoreLoader)  # noqa: S506  Safe.
        return Manifest.model_validate(loaded)
    except (yaml.YAMLError, ValidationError) as error:
        raise ManifestIsUnfit(f"{file.name} 无法读取 / cannot be read: {error}") from error


async def apply(nats_url: str, file: Path = MANIFEST) -> int:
    """Bring the server's stream in line with the manifest; the sequence number of its last message.

    Raises ManifestIsUnfit.
    """
    manifest = read_manifest(file)
    connection = await _connect_once(nats_url)
    try:
        return await _apply_stream(connection.jetstream(), manifest.stream)
    finally:
        await connection.close()


async def _connect_once(nats_url: str) -> Client:
    """Raises ManifestIsUnfit within seconds where nobody answers."""

    async def hush(_: Exception) -> None:
        """The refusal below says it; nats-py would print a traceback as well."""

    try:
        return await nats.connect(
            nats_url,
            connect_timeout=CONNECT_TIMEOUT_S,
            allow_reconnect=False,
            # Not 0, which means for ever: the first connection has a loop of its own.
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            error_cb=hush,
        )
    except (nats.errors.Error, OSError, TimeoutError) as error:
        raise ManifestIsUnfit(
            "NATS 没有应答：请检查 HUIYIN_NATS_URL、密码和服务是否已启动。"
            f" / NATS does not answer ({type(error).__name__}): check HUIYIN_NATS_URL,"
            " its password, and that the server is up."
        ) from error


async def _apply_stream(stream: JetStreamContext, manifest: StreamManifest) -> int:
    try:
        present = await stream.stream_info(manifest.name)
    except NotFoundError:
        await stream.add_stream(manifest.config())
        return 0
    if present.state.messages and _partitions(present.config) != manifest.partitions:
        raise ManifestIsUnfit(
            "消息流里已有消息，分区数不能再改：请恢复 deploy/streams.yaml 中的 partitions。"
            " / The number of partitions is settled once the stream holds messages: "
            "set `partitions` in deploy/streams.yaml back."
        )
    await stream.update_stream(manifest.config())
    return present.state.last_seq


def _partitions(config: api.StreamConfig) -> int | None:
    transform = config.subject_transform
    found = PARTITIONS.search(transform.dest) if transform and transform.dest else None
    return int(found[1]) if found else None
