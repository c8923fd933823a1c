"""Policy packs 制度: a company's regulation as a program that cites its articles.

`load_pack` and `load_directory` read one file each; `PolicyLibrary.read` reads a folder of them.
"""

from shared.contracts.sla import ObligationKind
from shared.contracts.triage import Evidence
from shared.policy.categories import Category
from shared.policy.conditions import ConditionFailed
from shared.policy.context import CaseFacts, ComplaintContext, Context, Facts, ReceivedContext
from shared.policy.decisions import ClosingCondition, PlanApproval
from shared.policy.directory import Department, Directory, Person, Post, Project, Reached, Tier
from shared.policy.events import event_data
from shared.policy.facts import FactDeclaration, FactHasWrongType, FactIsUnknown
from shared.policy.faults import PolicyFault, PolicyIsInvalid
from shared.policy.grading import Grade, Grading
from shared.policy.library import (
    NoPackGoverns,
    PackIsUnknown,
    PolicyLibrary,
    ProjectIsUnknown,
)
from shared.policy.load import load_directory, load_pack
from shared.policy.notices import NoticeChannel, NoticeRule, PlaceholderHasNoValue
from shared.policy.obligations import EventMatch, ObligationRule, StartsFrom
from shared.policy.pack import Pack
from shared.policy.policies import MadeOfPolicies, MappingOfPolicies, Policies
from shared.policy.report import describe_faults
from shared.policy.supervision import MilestoneRule, OrderTerms, SupervisionRule

__all__ = [
    "CaseFacts",
    "Category",
    "ClosingCondition",
    "ComplaintContext",
    "ConditionFailed",
    "Context",
    "Department",
    "Directory",
    "EventMatch",
    "Evidence",
    "FactDeclaration",
    "FactHasWrongType",
    "FactIsUnknown",
    "Facts",
    "Grade",
    "Grading",
    "MadeOfPolicies",
    "MappingOfPolicies",
    "MilestoneRule",
    "NoPackGoverns",
    "NoticeChannel",
    "NoticeRule",
    "ObligationKind",
    "ObligationRule",
    "OrderTerms",
    "Pack",
    "PackIsUnknown",
    "Person",
    "PlaceholderHasNoValue",
    "PlanApproval",
    "Policies",
    "PolicyFault",
    "PolicyIsInvalid",
    "PolicyLibrary",
    "Post",
    "Project",
    "ProjectIsUnknown",
    "Reached",
    "ReceivedContext",
    "StartsFrom",
    "SupervisionRule",
    "Tier",
    "describe_faults",
    "event_data",
    "load_directory",
    "load_pack",
]
