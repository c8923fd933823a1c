"""The connection to NATS JetStream, and whether its stream is what the manifest says."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.errors import NotFoundError

from shared.bus.lean_client import LeanClient
from shared.bus.manifest import Manifest, ManifestIsUnfit
from shared.bus.port import BusIsAway, Delivery

CONNECT_WITHIN_S = 30.0
RECONNECT_PAUSE_S = 0.25
CHECKED = (
    "subjects",
    "subject_transform",
    "max_age",
    "compression",
    "duplicate_window",
    "allow_atomic",
)
FAILURES = (nats.errors.Error, OSError, TimeoutError, asyncio.TimeoutError)
"""What the client raises where the broker is away or does not answer."""

KEY = "ce-subject"
"""The header with the complaint's id. The stored subject ends before it: the broker keeps every
distinct subject in memory, for as long as the stream (decision 0007)."""


def delivered(message: Msg, sequence: int) -> Delivery:
    """A message as it was published, with its partition."""
    headers = message.headers or {}
    key = headers.get(KEY)
    return Delivery(
        subject=f"{message.subject}.{key}" if key else message.subject,
        body=message.data,
        sequence=sequence,
        traceparent=headers.get("traceparent"),
    )


async def connect(url: str, *, name: str, within_s: float = CONNECT_WITHIN_S) -> Client:
    """A connection that, once made, keeps trying for ever. Raises BusIsAway where none is made."""
    trouble: dict[str, None] = {}
    client = LeanClient()

    async def remember(error: Exception) -> None:
        """Once connected, trouble shows where it matters, in publish and fetch."""
        if not client.is_connected:
            trouble[str(error)] = None

    try:
        async with asyncio.timeout(within_s):
            await client.connect(
                url,
                name=name,
                connect_timeout=5,
                max_reconnect_attempts=-1,
                reconnect_time_wait=RECONNECT_PAUSE_S,  # type: ignore[arg-type]  # It is slept.
                ping_interval=5,
                max_outstanding_pings=2,
                error_cb=remember,
            )
    except FAILURES as failure:
        await close(client)
        reasons = "; ".join(trouble) or type(failure).__name__
        raise BusIsAway(f"no broker let us in within {within_s:g} s: {reasons}") from failure
    return client


async def close(client: Client) -> None:
    """Leave, whether or not the broker is still there to take leave of."""
    with suppress(*FAILURES):
        await client.close()


async def check_stream(client: Client, manifest: Manifest) -> None:
    """Raises ManifestIsUnfit where the server has no such stream, or another than the manifest."""
    try:
        info = await client.jetstream().stream_info(manifest.stream.name)
    except NotFoundError:
        raise ManifestIsUnfit(
            f"消息流 {manifest.stream.name} 不存在：请运行 huiyin migrate。"
            f" / The stream {manifest.stream.name} is missing: run `huiyin migrate`."
        ) from None
    wanted = manifest.stream.config()
    for field in CHECKED:
        if getattr(info.config, field) != getattr(wanted, field):
            raise ManifestIsUnfit(
                f"消息流的 {field} 与清单不符：请运行 huiyin migrate。"
                f" / The stream's {field} is {getattr(info.config, field)}, the manifest says "
                f"{getattr(wanted, field)}: run `huiyin migrate`."
            )
