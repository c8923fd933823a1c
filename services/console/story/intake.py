"""What intake tells, in sentences."""

from __future__ import annotations

from services.console.read_model.rows import Tone
from services.console.story.told import Told, details
from services.console.story.wording import Wording
from shared.contracts import intake
from shared.contracts.names import CHANNEL_NAMES


def tell(contract: intake.IntakeContract, wording: Wording) -> Told | None:
    match contract:
        case intake.ComplaintReceivedV1():
            return _received(contract, wording)
        case intake.ComplaintAcknowledgedV1():
            return Told(f"已告知客户受理，受理编号 {contract.number}")
        case intake.ComplaintRepeatedV1():
            return Told(
                f"客户{CHANNEL_NAMES[contract.channel]}再次投诉，这是第 {contract.times} 次",
                "客户",
                Tone.WARNING,
                details(("客户原话", contract.text)),
            )
        case intake.CustomerUrgedV1():
            return Told(
                f"客户{CHANNEL_NAMES[contract.channel]}催办",
                "客户",
                Tone.WARNING,
                details(("客户原话", contract.text)),
            )
        case intake.ComplaintWithdrawnV1():
            return Told("客户撤诉", "客户", details=details(("原因", contract.reason)))
        case _:
            return None


def _received(received: intake.ComplaintReceivedV1, wording: Wording) -> Told:
    wanted = received.answer_wanted_by
    return Told(
        f"客户{CHANNEL_NAMES[received.channel]}投诉，登记受理",
        received.customer.name or "客户",
        details=details(
            ("项目", received.project_name),
            ("客户提出时间", wording.at(received.received_at)),
            ("适用制度", wording.policy(received.policy)),
            ("客户要求答复时间", wording.at(wanted) if wanted else None),
            ("来源编号", received.external_ref),
        ),
    )
