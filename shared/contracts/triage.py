"""What triage 定级分派 tells: what kind of complaint it is, how grave, and who answers for it."""

from typing import ClassVar

from shared.contracts.envelope import ComplaintContract, Part
from shared.contracts.intake import PolicyStamp
from shared.domain import FactValue


class Evidence(Part):
    """One condition of the regulation that held, with the facts it held on."""

    rule: str
    label: str
    facts: dict[str, FactValue]


class TriageContract(ComplaintContract):
    SERVICE: ClassVar[str] = "triage"
    AGGREGATE: ClassVar[str] = "assessment"


class ClassifiedV1(TriageContract):
    """The complaint's category was found (投诉分类, zsy-3.2).

    `by` is `policy` where the regulation's `words` proposed it, `intake` where it came with the
    complaint, else a person.
    """

    EVENT: ClassVar[str] = "classified"

    category: str
    category_name: str
    words: tuple[str, ...]
    by: str


class GradeDecided(TriageContract):
    """The fields that every decision on the grade carries."""

    grade: int
    grade_name: str
    previous: int | None
    evidence: tuple[Evidence, ...]
    facts: dict[str, FactValue]
    policy: PolicyStamp
    by: str
    reason: str | None


class GradedV1(GradeDecided):
    """The grade was decided (定级, zsy-3.3), for the first time or anew by a person."""

    EVENT: ClassVar[str] = "graded"


class EscalatedV1(GradeDecided):
    """The grade rose because the facts changed (升级, zsy-3.3)."""

    EVENT: ClassVar[str] = "escalated"


class ResponsibilityAssignedV1(TriageContract):
    """A department became responsible (责任部门), by the regulation or by a person.

    `rule` is the article on routing (责任划分) that named it, where it was not the category.
    """

    EVENT: ClassVar[str] = "responsibility-assigned"

    department: str
    department_name: str
    category: str
    by: str
    rule: str | None = None


class ResponsibilityDisputedV1(TriageContract):
    """A department rejects the responsibility it was given (责任争议, gy-5.3-dispute)."""

    EVENT: ClassVar[str] = "responsibility-disputed"

    department: str
    department_name: str
    decided_by: str
    by: str
    reason: str


class ResponsibilityDecidedV1(TriageContract):
    """Whoever the regulation names decided a dispute (责任裁定); an assignment follows where the
    department is another one."""

    EVENT: ClassVar[str] = "responsibility-decided"

    department: str
    department_name: str
    post: str
    by: str
    reason: str


class FoundOutOfScopeV1(TriageContract):
    """The regulation does not cover this complaint (不属受理范围, hm-scope), and why."""

    EVENT: ClassVar[str] = "found-out-of-scope"

    rule: str
    label: str
    facts: dict[str, FactValue]


class FactsChangedV1(TriageContract):
    """Facts a decision rests on were stated, told or counted anew (定级事实, zsy-3.3, zsy-5.2.6).

    `changed` are those that are new, `facts` all that are known now; `by` is `policy` where they
    follow from events or from counting, else the person who stated them, with a reason.
    """

    EVENT: ClassVar[str] = "facts-changed"

    changed: dict[str, FactValue]
    facts: dict[str, FactValue]
    by: str
    reason: str | None
