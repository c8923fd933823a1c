"""A company as somebody asks for it: small enough to tell another process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from huiyin.refusals import PoliciesAreUnfit
from huiyin.simulation.company import CASES_A_DAY, Company, company
from shared.policy import PolicyIsInvalid, PolicyLibrary, describe_faults


@dataclass(frozen=True, slots=True)
class Wish:
    """The same wish is the same company; `staff` is written as `engineering=6,design=2`."""

    policies: Path
    pack: str
    year: int
    complaints: int | None = None
    households: int | None = None
    projects: int | None = None
    staff: str = ""
    cases_a_day: float = CASES_A_DAY

    def company(self) -> Company:
        """Raises a CannotRun that says what is wrong."""
        try:
            library = PolicyLibrary.read(self.policies)
        except PolicyIsInvalid as invalid:
            raise PoliciesAreUnfit(self.policies, describe_faults(invalid.faults)) from invalid
        return company(
            library,
            self.pack,
            year=self.year,
            complaints=self.complaints,
            households=self.households,
            projects=self.projects,
            staff=self.staff,
            cases_a_day=self.cases_a_day,
        )
