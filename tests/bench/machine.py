"""What machine it was: a figure means nothing without it."""

from __future__ import annotations

import os
import platform
import subprocess
import tempfile
from pathlib import Path

from huiyin import nats_server, postgres_server


def machine() -> dict[str, str | int | float]:
    return {
        "cpu": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgres": _version(_postgres()),
        "nats": _version(nats_server.program()),
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.is_file():
        for line in described.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _postgres() -> Path:
    with tempfile.TemporaryDirectory() as anywhere:
        return postgres_server.find_place(Path(anywhere)).programs / "postgres"


def _version(program: Path) -> str:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return told.stdout.strip().split()[-1].removeprefix("v") if told.stdout else "unknown"
