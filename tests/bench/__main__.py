"""`python -m tests.bench [NAME...] [--quick]`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable
from importlib import import_module
from pathlib import Path

from tests.bench import BENCHMARKS
from tests.bench.result import Result
from tests.bench.runner import Bench, Benchmark, run_all

FILE = Path("build") / "bench.json"


def _benchmark(name: str) -> Benchmark:
    """Imported when its turn comes, so that one that cannot be does not keep the others away."""

    def run(bench: Bench) -> list[Result] | Awaitable[list[Result]]:
        found: list[Result] | Awaitable[list[Result]] = import_module(f"tests.bench.{name}").run(
            bench
        )
        return found

    return run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="small sizes: does it work at all?")
    parser.add_argument(
        "--largest",
        type=int,
        default=1_000_000,
        metavar="COMPLAINTS",
        help="the largest database to measure on; a million takes 25 GB and half an hour to make",
    )
    parser.add_argument("--out", type=Path, default=FILE, help=f"where to write ({FILE})")
    told = parser.parse_args()
    unknown = [name for name in told.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    chosen = {name: _benchmark(name) for name in told.names or BENCHMARKS}
    bench = Bench(quick=told.quick, largest=told.largest)
    return 0 if asyncio.run(run_all(chosen, bench, told.out)) else 1


if __name__ == "__main__":
    sys.exit(main())
