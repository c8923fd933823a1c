"""When people complain, who, of what, and in which words: plausible under any regulation."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

from huiyin.demo.lives import CHANNELS, HOURS
from huiyin.demo.words import SURNAMES
from huiyin.simulation.company import SEASON, Company
from services.intake.registration import Registration
from services.triage.domain.thresholds import thresholds_of
from shared.contracts.intake import Channel, Customer
from shared.domain import FactValue
from shared.policy import Pack
from shared.policy.events import ValueType

WEEKDAYS = (12, 11, 10, 10, 10, 13, 11)
GROUP_SHARE = 0.004
GROUP_SIZES = (3, 8)
GROUP_SPAN_S = 4 * 86_400
YEAR_S = 365 * 86_400
FACT_SHARE = 0.05
UNCLASSIFIED_SHARE = 0.15
WANTED_BY_SHARE = 0.03
TYPED_IN_LATER_SHARE = 0.1
PHONE_SHARE, EMAIL_SHARE = 0.93, 0.35
MONEY_MAX_FEN = 10_000_000

_CHANNELS = tuple(Channel(name) for name in CHANNELS)
_CHANNEL_STEPS = tuple(accumulate(CHANNELS.values()))
_ENDINGS = (
    "，已经反映过，一直没有人处理。",
    "，请尽快派人来看。",
    "，要求给个说法。",
    "，影响正常居住。",
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A complaint as it comes in; `place` counts them, `category` is what it is really about."""

    place: int
    at: int
    category: str
    registration: Registration


def times(company: Company, begin: int, chance: str) -> Sequence[int]:
    """The seconds at which complaints come in, in order, by season, weekday and hour."""
    dice = Random(f"{chance} times")  # noqa: S311  To be the same again.
    first = date(company.year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(company.year + 1, 1, 1) - first).days)]
    day_steps = list(accumulate(SEASON[d.month - 1] * WEEKDAYS[d.weekday()] for d in days))
    hour_steps = list(accumulate(HOURS.values()))
    hours = list(HOURS)
    found = array("q")
    for _ in range(company.complaints):
        (day,) = dice.choices(range(len(days)), cum_weights=day_steps)
        (hour,) = dice.choices(hours, cum_weights=hour_steps)
        found.append(begin + day * 86_400 + hour * 3600 + dice.randrange(3600))
    return sorted(found)


@dataclass(slots=True)
class _Group:
    """Neighbours who complain of one thing (群诉)."""

    project: int
    category: str
    left: int
    until: int


class Arrivals:
    """The complaints of a year, one after the other. A complaint is the same for the same chance
    and place, whatever the regulation and the staff make of it: so two runs can be compared."""

    def __init__(self, company: Company, begin: int, chance: str) -> None:
        self._company = company
        self._chance = chance
        self._times = times(company, begin, chance)
        self._categories = list(company.weights)
        self._category_steps = list(accumulate(company.weights.values()))
        self._stated = statable(company.pack)
        self._in_a_span = max(1.0, company.complaints * GROUP_SPAN_S / YEAR_S)
        self._groups: list[_Group] = []

    def __iter__(self) -> Iterator[Arrival]:
        for place, at in enumerate(self._times):
            yield self._arrival(place, at, dice_of(self._chance, place, "arrival"))

    def _arrival(self, place: int, at: int, dice: Random) -> Arrival:
        project, category = self._matter(at, dice)
        registration = Registration(
            channel=dice.choices(_CHANNELS, cum_weights=_CHANNEL_STEPS)[0],
            project=self._company.projects[project],
            text=self._words(category, dice),
            category=None if dice.random() < UNCLASSIFIED_SHARE else category,
            received_at=_received(at, dice),
            customer=self._customer(project, dice),
            facts=self._facts(dice),
            answer_wanted_by=_wanted(at, dice),
        )
        return Arrival(place, at, category, registration)

    def _matter(self, at: int, dice: Random) -> tuple[int, str]:
        """A project and a category: now and then those of a group that is under way."""
        self._groups = [group for group in self._groups if group.left and group.until > at]
        if dice.random() < sum(group.left for group in self._groups) / self._in_a_span:
            group = dice.choice(self._groups)
            group.left -= 1
            return group.project, group.category
        project = dice.randrange(len(self._company.projects))
        (category,) = dice.choices(self._categories, cum_weights=self._category_steps)
        if dice.random() < GROUP_SHARE:
            left = dice.randint(*GROUP_SIZES)
            self._groups.append(_Group(project, category, left, at + GROUP_SPAN_S))
        return project, category

    def _customer(self, project: int, dice: Random) -> Customer:
        """A household of the project, which has the same telephone whenever it complains."""
        count = len(self._company.projects)
        here = max(1, self._company.households // count)
        nth = dice.randrange(here)
        household = self._company.branch.own(nth * count + project)
        marks = household * 2_654_435_761 % 1000 / 1000
        return Customer(
            name=f"{SURNAMES[household % len(SURNAMES)]}{'先生女士'[household % 2 * 2 :][:2]}",
            room=f"{nth // 40 + 1}栋{nth % 40 + 101}",
            phone=f"139{household % 10**8:08d}" if marks < PHONE_SHARE else None,
            email=f"owner{household}@mail.example" if marks > 1 - EMAIL_SHARE else None,
        )

    def _words(self, category: str, dice: Random) -> str:
        words = self._company.pack.categories[category].words
        about = dice.choice(words) if words else self._company.pack.categories[category].name
        return about + dice.choice(_ENDINGS)

    def _facts(self, dice: Random) -> dict[str, FactValue]:
        if not self._stated or dice.random() >= FACT_SHARE:
            return {}
        return a_fact(self._stated, dice)


Statable = Sequence[tuple[str, Sequence[FactValue]]]


def statable(pack: Pack) -> Statable:
    """The facts that a person may state, with values on both sides of what the regulation asks."""
    found: list[tuple[str, Sequence[FactValue]]] = []
    for name, fact in pack.facts.items():
        if not fact.stated_by_a_person:
            continue
        limits = [n for n in thresholds_of(pack, name).counts or () if n > 0]
        match fact.type:
            case ValueType.BOOL:
                found.append((name, (True,)))
            case ValueType.INT:
                found.append((name, (1, 2, *limits, *(2 * limit for limit in limits))))
            case ValueType.MONEY:
                found.append((name, (MONEY_MAX_FEN // 100, *limits, MONEY_MAX_FEN)))
    return found


def a_fact(stated: Statable, dice: Random) -> dict[str, FactValue]:
    """One fact with a value it may have."""
    name, values = dice.choice(stated)
    return {name: dice.choice(values)}


def dice_of(chance: str, place: int, what: str) -> Random:
    """A complaint's own chance, apart from everybody else's."""
    return Random(f"{chance} {place} {what}")  # noqa: S311  To be the same again.


def _received(at: int, dice: Random) -> datetime | None:
    """Most are typed in while the customer speaks."""
    if dice.random() >= TYPED_IN_LATER_SHARE:
        return None
    return datetime.fromtimestamp(at - dice.randrange(300, 3600), UTC)


def _wanted(at: int, dice: Random) -> datetime | None:
    if dice.random() >= WANTED_BY_SHARE:
        return None
    return datetime.fromtimestamp(at + dice.randrange(4, 72) * 3600, UTC)
