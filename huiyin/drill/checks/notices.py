"""Every notice has one end, and every one that was sent lies in the mailbox once."""

from __future__ import annotations

from collections import Counter, defaultdict
from uuid import UUID

from huiyin.drill.checks.verdict import Verdict
from huiyin.drill.evidence import Evidence

NOTICE = "notify.notice."


def check_notices(evidence: Evidence) -> Verdict:
    """SMTP cannot tell a sender that crashed whether its message was accepted: it is offered again
    under the same Message-ID. The mailbox knows it; how often that happened is counted."""
    verdict = Verdict("通知 notices")
    found = evidence.services["notify"]
    ends: dict[UUID, list[str]] = defaultdict(list)
    for event in found.events:
        name = event.topic.removeprefix(NOTICE)
        if name == "planned":
            ends.setdefault(event.stream, [])
        elif name in ("sent", "failed"):
            ends[event.stream].append(name)
    sent = {stream for stream, how in ends.items() if "sent" in how}
    for stream, how in ends.items():
        if not how:
            verdict.lost(f"notice {stream} was planned and has no end")
        elif len(how) > 1:
            verdict.doubled(f"notice {stream} ended {len(how)} times: {', '.join(how)}")
    for row in found.rows["notices"]:
        if ends.get(row["notice_id"]) != [row["status"]]:
            verdict.wrong(f"notice {row['notice_id']} is {row['status']} in the queue only")
    _check_mailbox(sent, evidence, verdict)
    verdict.counted["planned"] = len(ends)
    verdict.counted["sent"] = len(sent)
    verdict.counted["failed, said so"] = sum(how == ["failed"] for how in ends.values())
    return verdict


def _check_mailbox(sent: set[UUID], evidence: Evidence, verdict: Verdict) -> None:
    mailbox = evidence.mailbox
    copies = Counter(mailbox.identities)
    verdict.counted["in the mailbox"] = len(mailbox.identities)
    verdict.counted["handed over again, recognised by Message-ID"] = mailbox.again
    arrived = {UUID(identity.strip("<>").partition("@")[0]) for identity in copies}
    for stream in sorted(sent - arrived):
        verdict.lost(f"notice {stream} is sent and not in the mailbox")
    for stream in sorted(arrived - sent):
        verdict.wrong(f"notice {stream} is in the mailbox and not recorded as sent")
    for identity, times in copies.items():
        if times > 1:
            verdict.doubled(f"mail {identity} is {times} times in the mailbox")
