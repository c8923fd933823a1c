"""How fast it is, beside what one would use instead: `python -m tests.bench [NAME...] [--quick]`.

A benchmark is a module of this package with a function `run(bench)`, or `async def run(bench)`,
that takes a `Bench` and returns a list of `Result`. It starts the servers it needs and stops them.
"""

BENCHMARKS = (
    "append",
    "relay",
    "subscriber",
    "post",
    "timers",
    "lifecycle",
    "rebuild",
    "grading",
    "obligations",
    "whatif",
    "mail",
)
"""The modules, in the order in which they run."""
