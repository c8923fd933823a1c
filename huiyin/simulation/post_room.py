"""Notify's store in a played year: its notices are handed over as soon as they are planned."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from huiyin.simulation.plain_store import PlainStore
from services.notify.notice import NOTICE, Notice, NoticeStatus, confirm_sent
from services.notify.queue import NOTICES
from services.notify.translate import translate
from shared.clock import Clock
from shared.contracts import Message, message_id
from shared.domain import stamp
from shared.event_store.port import Write


class PostRoom(PlainStore):
    """Keeps no notice: it tells of each what the delivery tells when its carrier accepts every
    message at once. No mail is composed, none is sent. While `mail_is_down` notices wait."""

    def __init__(
        self,
        clock: Clock,
        *,
        tell: Callable[[Message], None],
        unread: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__((NOTICE,), tell=tell, unread=unread | {NOTICES.name})
        self.mail_is_down = False
        self._clock = clock
        self._planned: list[Notice] = []

    async def write(self, write: Write) -> None:
        """Lay out a notice that was just planned."""
        notice = write.after
        assert isinstance(notice, Notice), "notify records nothing else"
        self._planned.append(notice)
        for message in write.messages:
            self._tell(message)

    def hand_over(self) -> Sequence[Notice]:
        """Those that have come to their end: first what cannot be sent, then, while the mail works,
        whatever waits, in the order in which it was planned."""
        if not self._planned:
            return ()
        failed = [notice for notice in self._planned if notice.status is NoticeStatus.FAILED]
        waiting = [notice for notice in self._planned if notice.status is NoticeStatus.PLANNED]
        self._planned = waiting if self.mail_is_down else []
        return failed if self.mail_is_down else [*failed, *map(self._sent, waiting)]

    def _sent(self, notice: Notice) -> Notice:
        now, before = self._clock.now(), notice.version
        for event in stamp(confirm_sent(notice), stream=notice.id, after_version=before, now=now):
            notice = NOTICE.evolve(notice, event)
            for part, contract in enumerate(translate(notice, event)):
                self._tell(Message(message_id(notice.id, event.originator_version, part), contract))
        return notice
