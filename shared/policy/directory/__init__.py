"""The directory 组织文件: tiers, departments, posts, people, duty rosters, projects."""

from shared.policy.directory.checking import check_directory
from shared.policy.directory.organisation import Directory, Reached
from shared.policy.directory.people import Absence, Department, Leader, Person, Post
from shared.policy.directory.roster import Duty
from shared.policy.directory.tiers import (
    Building,
    City,
    Governance,
    Price,
    Project,
    Region,
    Tier,
    Warranty,
)

__all__ = [
    "Absence",
    "Building",
    "City",
    "Department",
    "Directory",
    "Duty",
    "Governance",
    "Leader",
    "Person",
    "Post",
    "Price",
    "Project",
    "Reached",
    "Region",
    "Tier",
    "Warranty",
    "check_directory",
]
