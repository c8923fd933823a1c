"""The short crash drill, as an operator runs it: on a house of its own, in processes of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from huiyin.processes import ROOT

pytestmark = pytest.mark.acceptance
PATIENCE_S = 600


def test_nothing_is_lost_or_doubled_however_it_breaks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "huiyin", "drill", "--short"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "8 kills, 0 lost, 0 doubled, all read models equal"
