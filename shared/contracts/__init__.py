"""Published events: the only thing services share of their subject, owned by who tells them.

`CONTRACTS` lists every one. A contract's type, fields and meaning never change; a new shape is a
new version beside the old, until nobody listens to the old one.
"""

from shared.contracts import casework, intake, notify, sla, triage
from shared.contracts.envelope import (
    Contract,
    ContractRegistry,
    Message,
    UnknownContract,
    message_id,
)

PUBLISHED: tuple[type[Contract], ...] = (
    intake.ComplaintReceivedV1,
    intake.ComplaintAcknowledgedV1,
    intake.ComplaintRepeatedV1,
    intake.CustomerUrgedV1,
    intake.ComplaintWithdrawnV1,
    triage.ClassifiedV1,
    triage.GradedV1,
    triage.EscalatedV1,
    triage.ResponsibilityAssignedV1,
    triage.FactsChangedV1,
    casework.CustomerContactedV1,
    casework.CauseFoundV1,
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
    sla.SupervisionOrderClosedV1,
    notify.NoticeSentV1,
    notify.NoticeFailedV1,
)
CONTRACTS = ContractRegistry(PUBLISHED)

__all__ = [
    "CONTRACTS",
    "PUBLISHED",
    "Contract",
    "ContractRegistry",
    "Message",
    "UnknownContract",
    "message_id",
]
