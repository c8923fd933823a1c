"""What notify keeps that can be made anew, and the queue that follows from its notices."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from services.notify.complaint import KNOWN_COMPLAINTS
from services.notify.knowing import Knowing
from services.notify.notice import NOTICE, Notice
from services.notify.queue import NOTICES, QueuedNotice, queued
from services.notify.translate import translate
from shared.commands import CommandSide
from shared.policy import PolicyLibrary
from shared.rebuild.kept import DerivedRows, History, Kept, ReadModel

# Both are the cause's, which the notice does not keep.
NOT_THE_NOTICES_OWN = {"place", "traceparent"}


def kept(policies: PolicyLibrary, zone: ZoneInfo) -> Kept:
    del zone  # It words notices, and those are not sent again.
    columns = tuple(name for name in NOTICES.columns if name not in NOT_THE_NOTICES_OWN)
    queue = DerivedRows(NOTICES.name, NOTICES.key, columns, _rows)
    return Kept(
        ReadModel(Knowing(policies).handlers(), (KNOWN_COMPLAINTS,)),
        (History(CommandSide(NOTICE, translate), (queue,)),),
    )


def _rows(notice: Notice) -> tuple[QueuedNotice]:
    return (queued(notice, place=0, traceparent=None),)
