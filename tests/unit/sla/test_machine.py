"""Whatever happens in whatever order: every obligation has one end, every instant passes once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.sla.domain import adjusting, happening
from services.sla.domain import events as e
from services.sla.domain.adjusting import Extend
from services.sla.domain.instants import instants_of_watch, next_of_watch
from services.sla.domain.noting import News
from services.sla.domain.obligation import Outcome
from services.sla.domain.watch import WATCH, Watch
from shared.domain import Decided, DomainEvent, Refusal, stamp
from tests.unit.policy.regulations import at
from tests.unit.sla.regulation import regulation
from tests.unit.sla.story import (
    NUMBER,
    WATCH_STREAM,
    Telling,
    assigned,
    cause_found,
    classified,
    closed,
    complaint,
    contacted,
    graded,
    reopened,
    repeated,
    withdrawn,
)

RECEIVED = "2026-11-18 10:00"
REASONS = ("waits-for-customer", "waits-for-part")
FIRINGS = (e.DeadlineApproaching, e.DeadlineMissed)
ENDS = (e.ObligationMet, e.DeadlineMissed, e.ObligationCancelled)
TELLINGS: tuple[Telling, ...] = (
    graded(1),
    graded(2),
    classified("noise"),
    classified("leak"),
    assigned(),
    contacted(RECEIVED),
    contacted(RECEIVED, opinion=False),
    cause_found(),
    repeated(),
    closed(),
    reopened(),
    withdrawn(),
)
# Half hours, so that time often stops at the very instant of a warning or a due time.
MINUTES = st.integers(min_value=0, max_value=4 * 48).map(lambda halves: halves * 30)


class Deadlines(RuleBasedStateMachine):
    """Time goes on with and without timers firing; events come in time, late and out of order."""

    watch: Watch
    now: datetime

    @initialize(late=MINUTES, wanted=st.booleans())
    def receive(self, late: int, wanted: bool) -> None:
        self.pack = regulation()
        self.now = at(RECEIVED) + timedelta(minutes=late)
        self.events: list[DomainEvent] = []
        self.fired_until = at("2000-01-01 00:00")
        contract = complaint(self.pack, RECEIVED)(self.now)
        self._record(
            None,
            happening.open_watch(None, contract, self.pack, now=self.now),  # type: ignore[arg-type]
        )

    @rule(minutes=MINUTES)
    def time_passes_unnoticed(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(minutes=MINUTES)
    def timers_fire(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        ahead = [i for i in instants_of_watch(self.watch) if i.at <= self.now]
        events = happening.let_pass(self.watch, self.pack, until=self.now, now=self.now)
        self._record(self.watch, events)
        passed = Counter((i.key, i.at) for i in ahead)
        fired = [(x.key, x.at) for x in events if isinstance(x, FIRINGS)]
        assert passed <= Counter(fired), "none is left out"
        assert [when for _, when in fired] == sorted(when for _, when in fired), "in due order"
        assert all(i.at > self.now for i in instants_of_watch(self.watch))

    @rule(tellings=st.lists(st.sampled_from(TELLINGS), min_size=1, max_size=4))
    def things_are_heard_as_they_happen(self, tellings: list[Telling]) -> None:
        for telling in tellings:
            self._hear(telling, self.now)

    @rule(telling=st.sampled_from(TELLINGS), ago=MINUTES)
    def something_is_heard_late(self, telling: Telling, ago: int) -> None:
        self._hear(telling, max(self.now - timedelta(minutes=ago), at(RECEIVED)))

    def _hear(self, telling: Telling, occurred_at: datetime) -> None:
        news = News.of(telling(occurred_at))
        self._record(self.watch, happening.hear(self.watch, news, self.pack, now=self.now))
        assert not any(i.at < occurred_at for i in instants_of_watch(self.watch))

    @rule(reason=st.sampled_from(REASONS), pauses=st.booleans())
    def a_person_pauses_or_resumes(self, reason: str, pauses: bool) -> None:
        act = adjusting.pause if pauses else adjusting.resume
        self._ask(lambda w: act(w, reason, self.pack, by="wang", now=self.now))

    @rule(days=st.integers(min_value=0, max_value=5))
    def a_person_extends(self, days: int) -> None:
        wanted = Extend(
            key="answer", until=None, by=f"{days} wd", reason="检测", approved_by="manager"
        )
        self._ask(lambda w: adjusting.extend(w, wanted, self.pack, by="wang", now=self.now))

    @precondition(lambda self: hasattr(self, "watch"))
    @invariant()
    def every_obligation_that_is_over_has_exactly_one_end(self) -> None:
        started = Counter(x.key for x in self.events if isinstance(x, e.ObligationStarted))
        ended = Counter(x.key for x in self.events if isinstance(x, ENDS))
        still_open = Counter(o.key for o in self.watch.open_obligations)
        assert started == ended + still_open
        assert max(still_open.values(), default=1) == 1
        assert len(self.watch.obligations) == sum(started.values())

    @precondition(lambda self: hasattr(self, "watch"))
    @invariant()
    def nothing_happens_to_an_obligation_after_its_end(self) -> None:
        standing: dict[str, bool] = {}
        for event in self.events:
            key = getattr(event, "key", None)
            if isinstance(event, e.ObligationStarted):
                assert not standing.get(event.key, False)
                standing[event.key] = True
            elif key is not None:
                assert standing[key], f"{type(event).__name__} after the end of {key}"
                standing[key] = not isinstance(event, ENDS)

    @precondition(lambda self: hasattr(self, "watch"))
    @invariant()
    def each_obligations_instants_pass_in_order_each_once(self) -> None:
        for obligation in self.watch.obligations:
            instants = [warning.at for warning in obligation.warned]
            if obligation.outcome is Outcome.MISSED:
                assert obligation.ended_at is not None
                instants.append(obligation.ended_at)
            assert instants == sorted(set(instants))

    @precondition(lambda self: hasattr(self, "watch"))
    @invariant()
    def the_next_instant_is_the_first_of_all(self) -> None:
        first = next(iter(instants_of_watch(self.watch)), None)
        assert next_of_watch(self.watch) == first

    @precondition(lambda self: hasattr(self, "watch"))
    @invariant()
    def what_is_met_was_done_in_time(self) -> None:
        for obligation in self.watch.obligations:
            if obligation.outcome is Outcome.MET and obligation.timing.due_at is not None:
                assert obligation.ended_at is not None
                assert obligation.ended_at <= obligation.timing.due_at

    @precondition(lambda self: hasattr(self, "watch"))
    @invariant()
    def each_reason_for_supervision_counts_once(self) -> None:
        by_rule = [key for key in self.watch.called_for if key != "by-hand"]
        assert len(by_rule) == len(set(by_rule))
        assert self.watch.number == NUMBER

    def teardown(self) -> None:
        if not hasattr(self, "watch"):
            return
        self.now += timedelta(minutes=1)
        self._record(
            self.watch,
            happening.hear(self.watch, News.of(withdrawn()(self.now)), self.pack, now=self.now),
        )
        assert {o.key for o in self.watch.open_obligations} <= {"report"}, "all else has ended"
        self.timers_fire(60 * 24 * 60)
        assert self.watch.open_obligations == ()
        self.every_obligation_that_is_over_has_exactly_one_end()

    def _ask(self, decide) -> None:  # type: ignore[no-untyped-def]
        try:
            events = decide(self.watch)
        except Refusal:
            return
        self._record(self.watch, events)

    def _record(self, watch: Watch | None, events: list[DomainEvent]) -> None:
        before = watch.version if watch else 0
        recorded = stamp(events, stream=WATCH_STREAM, after_version=before, now=self.now)
        folded = WATCH.fold(watch, recorded)
        assert folded is not None
        if recorded:
            assert isinstance(events, Decided), "what the decision has folded is not folded again"
            course = WATCH.course(watch, events, recorded)
            assert course == events.states
            assert WATCH.placed(course[-1], recorded[-1]) == folded
        self.watch = folded
        self.events += recorded


Deadlines.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestDeadlines = Deadlines.TestCase
