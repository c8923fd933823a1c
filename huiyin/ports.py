"""TCP ports on the loopback: which are free, which are taken."""

from __future__ import annotations

import random
import socket
from collections.abc import Mapping, Sequence
from dataclasses import replace

from huiyin.processes import LOOPBACK, Process
from huiyin.refusals import PortIsTaken

# Below the ephemeral range of Linux (32768) and macOS (49152): a port from inside it can be drawn
# as the source of somebody's outgoing connection while its owner restarts.
LOWEST, HIGHEST = 20_000, 32_000


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do; without it the last run's closing connections would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def draw_free(count: int) -> list[int]:
    """Different free ports, drawn at random so that stacks side by side seldom meet."""
    draw = random.SystemRandom()
    found: list[int] = []
    while len(found) < count:
        port = draw.randrange(LOWEST, HIGHEST)
        if port not in found and is_free(port):
            found.append(port)
    return found


def settle(processes: Sequence[Process], wished: Mapping[str, int]) -> dict[str, Process]:
    """The same processes by name, each with its wished port or else a free one.

    Raises PortIsTaken for the first whose wished port somebody else holds.
    """
    for process in processes:
        port = wished.get(process.name)
        if port is not None and not is_free(port):
            raise PortIsTaken(process.name, port, process.variable)
    drawn = draw_free(len(processes))
    return {
        process.name: replace(process, port=wished.get(process.name, free))
        for process, free in zip(processes, drawn, strict=True)
    }
