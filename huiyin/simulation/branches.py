"""City companies 城市公司: a large company as several that each have departments of their own.

No single engineering department works through a hundred thousand complaints: each city company has
its own, with projects, households and complaints of its own. They have nothing to do with each
other, so that each can be played by itself.
"""

from __future__ import annotations

from dataclasses import replace

from huiyin.refusals import CannotRun
from huiyin.simulation.branch import ALONE, Branch
from huiyin.simulation.company import Company, staff_for
from shared.policy import PolicyLibrary

COMPLAINTS_A_BRANCH = 25_000


class TooManyBranches(CannotRun):
    """A city company would have no project or no complaint."""

    def __init__(self, branches: int, most: int) -> None:
        super().__init__(
            f"--branches {branches} 太多：每个城市公司至少要有一个项目、一户和一件投诉。"
            f"请用 --branches {most} 或更少，或增加项目、户数和件数。"
            f" / --branches {branches} is too many: each city company has at least one project,"
            f" household and complaint. Use --branches {most} or fewer, or make the company larger."
        )


class TooFewPeople(CannotRun):
    """A department of some city company would have nobody."""

    def __init__(self, department: str, people: int, branches: int) -> None:
        super().__init__(
            f"--staff {department}={people} 不够分给 {branches} 个城市公司，每个至少要有一人："
            f"请写 {department}={branches} 或更多，或用 --branches {people} 或更少。"
            f" / --staff {department}={people} does not go round {branches} city companies, each of"
            f" which needs somebody: write {department}={branches} or more,"
            f" or use --branches {people} or fewer."
        )


def branches_of(whole: Company, count: int | None = None) -> tuple[Company, ...]:
    """The city companies of a company: `count` of them, or as many as its size suggests. Projects,
    households, complaints and the staff that was wished for are spread as evenly as can be.

    Raises TooManyBranches or TooFewPeople.
    """
    most = max(1, min(len(whole.projects), whole.households, whole.complaints))
    if count is None:
        count = max(1, min(most, round(whole.complaints / COMPLAINTS_A_BRANCH)))
    if count > most:
        raise TooManyBranches(count, most)
    for department, people in whole.wished.items():
        if people < count:
            raise TooFewPeople(department, people, count)
    return tuple(branch_of(whole, Branch(place, count)) for place in range(count))


def branch_of(whole: Company, branch: Branch) -> Company:
    """One of its city companies."""
    if branch == ALONE:
        return whole
    codes = whole.projects[branch.place :: branch.of]
    every = whole.policies.directory
    projects = {code: every.projects[code] for code in codes}
    complaints = branch.share(whole.complaints)
    wished = {department: branch.share(people) for department, people in whole.wished.items()}
    needed = staff_for(whole.pack, complaints, whole.weights, whole.cases_a_day, whole.year)
    return replace(
        whole,
        branch=branch,
        policies=PolicyLibrary(
            whole.policies.packs, every.model_copy(update={"projects": projects})
        ),
        complaints=complaints,
        households=branch.share(whole.households),
        projects=codes,
        staff=needed | wished,
        wished=wished,
    )
