"""The simulation finds what it is there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation import planted
from tests.simulation.planted import PatchDoesNotApply, find, mutants


def test_eight_faults_are_planted() -> None:
    assert len(mutants()) == 8


@pytest.mark.parametrize("mutant", mutants())
def test_a_planted_fault_is_found(mutant: str) -> None:
    finding = find(mutant, worlds=100)

    assert finding.seed is not None, finding.broken


def test_a_fault_that_no_longer_fits_the_code_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patch = tmp_path / "never-fits.patch"
    patch.write_text("--- a/shared/relay.py\n+++ b/shared/relay.py\n@@ -1 +1 @@\n-never\n+there\n")
    monkeypatch.setattr(planted, "MUTANTS", tmp_path)

    with pytest.raises(PatchDoesNotApply):
        find("never-fits")
