"""Published events: the only thing services share of their subject, owned by who tells them.

`CONTRACTS` lists every one. A contract's type, fields and meaning never change; a new shape is a
new version beside the old, until nobody listens to the old one.
"""

from shared.contracts import casework, duties, intake, notify, sla, triage
from shared.contracts.envelope import (
    ComplaintContract,
    Contract,
    ContractRegistry,
    Message,
    ProjectContract,
    UnknownContract,
    message_id,
)

ABOUT_COMPLAINTS: tuple[type[ComplaintContract], ...] = (
    intake.ComplaintReceivedV1,
    intake.ComplaintAcknowledgedV1,
    intake.ComplaintRepeatedV1,
    intake.CustomerUrgedV1,
    intake.ComplaintWithdrawnV1,
    triage.ClassifiedV1,
    triage.GradedV1,
    triage.EscalatedV1,
    triage.ResponsibilityAssignedV1,
    triage.ResponsibilityDisputedV1,
    triage.ResponsibilityDecidedV1,
    triage.FoundOutOfScopeV1,
    triage.FactsChangedV1,
    casework.CustomerContactedV1,
    casework.CauseFoundV1,
    casework.StepTakenV1,
    casework.PromiseMadeV1,
    casework.ProgressToldV1,
    casework.PlanProposedV1,
    casework.PlanApprovedV1,
    casework.PlanRejectedV1,
    casework.SolutionCarriedOutV1,
    casework.RevisitedV1,
    casework.ReopenedV1,
    casework.CaseClosedV1,
    sla.ObligationStartedV1,
    sla.ObligationMetV1,
    sla.ObligationCancelledV1,
    sla.ObligationPausedV1,
    sla.ObligationResumedV1,
    sla.ObligationExtendedV1,
    sla.DeadlineApproachingV1,
    sla.DeadlineMissedV1,
    sla.SupervisionOrderIssuedV1,
    sla.SupervisionGroundAddedV1,
    sla.MilestonesAgreedV1,
    sla.MilestoneMetV1,
    sla.MilestoneMissedV1,
    sla.MilestoneUrgedV1,
    sla.MilestoneExtendedV1,
    sla.MilestoneRecountedV1,
    sla.SupervisionOrderClosedV1,
    notify.NoticeSentV1,
    notify.NoticeFailedV1,
)
"""The story of a complaint, which those follow who follow complaints."""

ABOUT_PROJECTS: tuple[type[ProjectContract], ...] = (
    duties.DutyStartedV1,
    duties.DutyDoneV1,
    duties.DutyApproachingV1,
    duties.DutyMissedV1,
    duties.DutyDroppedV1,
    duties.HandoverRefusedV1,
)
PUBLISHED: tuple[type[Contract], ...] = (*ABOUT_COMPLAINTS, *ABOUT_PROJECTS)
CONTRACTS = ContractRegistry(PUBLISHED)

__all__ = [
    "ABOUT_COMPLAINTS",
    "ABOUT_PROJECTS",
    "CONTRACTS",
    "PUBLISHED",
    "ComplaintContract",
    "Contract",
    "ContractRegistry",
    "Message",
    "ProjectContract",
    "UnknownContract",
    "message_id",
]
