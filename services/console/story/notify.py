"""What notify tells, in sentences."""

from __future__ import annotations

from services.console.phrases import channel_name
from services.console.read_model.rows import Tone
from services.console.story.told import Told, details
from services.console.story.wording import Wording
from shared.contracts import notify


def tell(contract: notify.NoticeContract, wording: Wording) -> Told | None:
    to, carrier = wording.party(contract.to), channel_name(contract.channel)
    attempts = f"{contract.attempts} 次" if contract.attempts > 1 else None
    match contract:
        case notify.NoticeSentV1():
            read = (("主题", contract.subject), ("依据", contract.rule), ("尝试", attempts))
            return Told(f"{carrier}通知{to}", details=details(*read))
        case notify.NoticeFailedV1():
            read = (("原因", contract.reason), ("依据", contract.rule), ("尝试", attempts))
            return Told(f"{carrier}通知{to}未能送达", tone=Tone.BAD, details=details(*read))
        case _:
            return None
