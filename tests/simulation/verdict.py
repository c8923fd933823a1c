"""What became of a world: a digest of all that was kept, or the promise it broke and its story."""

from __future__ import annotations

import asyncio
import logging
import signal
from dataclasses import dataclass
from hashlib import sha256

from tests.simulation.limits import every_limit_ends_once
from tests.simulation.promises import (
    Kept,
    acknowledged_writes_are_there,
    each_takes_effect_once_in_order,
    nothing_is_half_done,
    notices_go_out_once,
)
from tests.simulation.rebuilding import (
    read_models_equal_their_rebuild,
    rows_of_decisions_equal_their_streams,
    snapshots_equal_their_streams,
)
from tests.simulation.virtual_time import VirtualLoop, run
from tests.simulation.world import World

LONGEST_S = 120
"""A world takes about one; nobody's verdict may depend on it but that of one without an end."""

PROMISES = (
    acknowledged_writes_are_there,
    nothing_is_half_done,
    each_takes_effect_once_in_order,
    notices_go_out_once,
    every_limit_ends_once,
    snapshots_equal_their_streams,
    rows_of_decisions_equal_their_streams,
    read_models_equal_their_rebuild,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken` is empty where every promise held."""

    seed: int
    digest: bytes
    broken: str
    story: tuple[str, ...]
    complaints: int
    messages: int
    kills: int
    faults: int


class GoesRoundInCircles(Exception):
    """A world did not come to its end, in any time at all."""


def _give_up(*_: object) -> None:
    raise GoesRoundInCircles(f"still busy after {LONGEST_S} s of the time of day")


def judge(seed: int) -> Verdict:
    """Let a world live and check every promise on what it left."""
    logging.disable(logging.CRITICAL)  # Services complain of the weather; that is what it is for.
    loop = VirtualLoop()
    world = World.of(seed, loop)
    broken = ""
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(LONGEST_S)
    try:
        run(world.run(), loop)
        kept = Kept(world)
        for promise in PROMISES:
            promise(kept)
    except (Exception, asyncio.CancelledError) as failure:  # noqa: BLE001  A verdict.
        broken = f"{type(failure).__name__}: {failure}"
    finally:
        signal.alarm(0)
        logging.disable(logging.NOTSET)
    return Verdict(
        seed=seed,
        digest=_digest(world),
        broken=broken,
        story=tuple(world.story),
        complaints=len(world.clients),
        messages=world.bus.last_sequence,
        kills=world.kills,
        faults=world.weather.struck,
    )


def _digest(world: World) -> bytes:
    """Of every stream, message, answer and row, in the order in which they were kept."""
    digest = sha256()
    for service, process in world.house.items():
        tables = process.store.tables
        digest.update(service.encode())
        for stream, stored in tables.streams.items():
            digest.update(stream.bytes)
            for version in sorted(stored):
                digest.update(stored[version].event.state)
        for key, answer in tables.answers.items():
            digest.update(key.encode() + answer.body)
        for name, rows in tables.rows.items():
            digest.update(name.encode())
            for row in rows.values():
                digest.update(row.model_dump_json().encode())
    for delivery in world.bus.everything():
        digest.update(delivery.body)
    return digest.digest()
