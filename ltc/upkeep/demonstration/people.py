"""The made-up people of the town: names, births, houses. Pure: the same day gives the same people.

Ages follow the pyramid of an old Northern town. Nobody is close to sixty from below, so that the
figures stay the same when a demonstration is opened again in a later year.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from ltc.care.elders.rules import born_on_or_before
from ltc.care.elders.terms import BirthPrecision, NoIdReason, Sex
from ltc.foundation.core.citizen_id import check_digit
from ltc.foundation.i18n.text import searchable
from ltc.upkeep.demonstration.seeds import CommunityShare, table, word_lists

LIVING_ELDERS = 3_073
DEPARTED = 61  # died or moved away within the last two years
YOUNGER = 36  # persons with a disability, 45 to 57
NAMELESS_AGE = 3  # nobody knows the year of birth: registered, never counted as sixty
# age from, age to, people in a thousand
PYRAMID = (
    (60, 64, 305), (65, 69, 250), (70, 74, 182), (75, 79, 113),
    (80, 84, 82), (85, 89, 45), (90, 94, 18), (95, 100, 5),
)  # fmt: skip
COUPLES = 0.33
WOMEN_OF_SINGLES = 0.64


@dataclass(frozen=True)
class House:
    """One house of a community."""

    community: str
    house_no: str
    lane: str
    landmark: str


@dataclass(frozen=True)
class Person:
    """One made-up person; ``community`` is a code. ``citizen_id`` None has a reason beside it."""

    community: str
    house: House
    prefix: str
    given_name: str
    family_name: str
    sex: str
    born_on: date | None
    birth_precision: str
    citizen_id: str | None
    no_citizen_id_reason: str | None
    phone: str
    registered_on: date
    died_on: date | None = None
    moved_away_on: date | None = None

    @property
    def search_text(self) -> str:
        """The name as search compares it."""
        return searchable(self.given_name + self.family_name)


class Town:
    """Draws people one after another and remembers what is taken."""

    def __init__(self, rng: Random, on: date) -> None:
        self._rng = rng
        self._on = on
        self._births: dict[str, list[date | None]] = {}
        self._ids: set[str] = set()
        self._phones: set[str] = set()
        self._houses: set[tuple[str, str, str]] = set()

    def reserve(self, names: list[str]) -> None:
        """Keep full names for others: nobody drawn here gets one."""
        for name in names:
            self._births[searchable(name)] = [None]

    def house(self, community: str) -> House:
        """Return a house that nobody has yet."""
        places = table("places")
        while True:
            number = str(self._rng.randint(1, 290))
            if self._rng.random() < 0.55:
                number += f"/{self._rng.randint(1, 24)}"
            house = House(
                community, number, self._rng.choice(places["lanes"]),
                self._rng.choice(places["landmarks"]) if self._rng.random() < 0.7 else "",
            )  # fmt: skip
            if (community, house.house_no, house.lane) not in self._houses:
                self._houses.add((community, house.house_no, house.lane))
                return house

    def citizen_id(self) -> str:
        """Return a number that begins with 9, passes the check digit and is nobody's yet."""
        while True:
            twelve = f"9{self._rng.randrange(10**11):011d}"
            if twelve not in self._ids:
                self._ids.add(twelve)
                return twelve + check_digit(twelve)

    def phone(self) -> str:
        """Return a number of a block that is plainly made up (08x-000-xxxx)."""
        while True:
            number = f"08{self._rng.randint(0, 9)}000{self._rng.randrange(10_000):04d}"
            if number not in self._phones:
                self._phones.add(number)
                return number

    def person(
        self, house: House, sex: str, born_on: date | None, family_name: str = "", of: str = ""
    ) -> Person:
        """Return a new person of a house; ``of`` names the list that the given name comes from."""
        rng = self._rng
        given, family = self._name(of or _list_of(sex), family_name, born_on)
        precision, born_on = self._precision(born_on)
        has_id = rng.random() > 0.015
        return Person(
            house.community, house, self._prefix(sex, of), given, family, sex, born_on, precision,
            self.citizen_id() if has_id else None,
            None if has_id else str(rng.choice(list(NoIdReason))),
            self.phone() if rng.random() < 0.55 else "",
            self._registered(born_on),
        )  # fmt: skip

    def _name(self, of: str, family_name: str, born_on: date | None) -> tuple[str, str]:
        lists = word_lists()
        for attempt in range(10_000):
            given = self._rng.choice(lists[of])
            family = family_name if family_name and attempt < 50 else ""
            family = family or self._rng.choice(lists["families"])
            taken = self._births.setdefault(searchable(given + family), [])
            if given != family and all(_far_apart(born_on, other) for other in taken):
                taken.append(born_on)
                return given, family
        raise AssertionError("the name lists are too short")

    def _precision(self, born_on: date | None) -> tuple[str, date | None]:
        if born_on is None:
            return str(BirthPrecision.UNKNOWN), None
        is_old = born_on.year < self._on.year - 75
        if self._rng.random() < (0.12 if is_old else 0.02):
            return str(BirthPrecision.YEAR), date(born_on.year, 1, 1)
        return str(BirthPrecision.DAY), born_on

    def _prefix(self, sex: str, of: str) -> str:
        if of == "monks":
            return "พระ"
        if sex == Sex.FEMALE:
            return "น.ส." if self._rng.random() < 0.11 else "นาง"
        return self._rng.choice(("จ.ส.อ.", "ร.ต.")) if self._rng.random() < 0.008 else "นาย"

    def _registered(self, born_on: date | None) -> date:
        """Return a day before the two years of the stories, or soon after the sixtieth birthday."""
        start = self._on - timedelta(days=self._rng.randint(735, 1_400))
        if born_on is None or born_on > born_on_or_before(self._on, 60):
            return start
        sixty = born_on + timedelta(days=21_930)
        return min(max(start, sixty), self._on - timedelta(days=1))


def _list_of(sex: str) -> str:
    return "women" if sex == Sex.FEMALE else "men"


def _far_apart(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs(one.year - other.year) > 1


def elders_of(shares: tuple[CommunityShare, ...], total: int) -> dict[str, int]:
    """Return how many elders live in each community, adding up to ``total`` exactly."""
    weights = {share.code: share.population * share.elder_percent for share in shares}
    exact = {code: total * weight / sum(weights.values()) for code, weight in weights.items()}
    counts = {code: int(value) for code, value in exact.items()}
    by_remainder = sorted(exact, key=lambda code: (counts[code] - exact[code], code))
    for code in by_remainder[: total - sum(counts.values())]:
        counts[code] += 1
    return counts


def birth_at_age(rng: Random, on: date, age: int) -> date:
    """Return a birth date of somebody who is ``age`` on a day."""
    return born_on_or_before(on, age) - timedelta(days=rng.randrange(365))


def _age(rng: Random) -> int:
    group = rng.choices(PYRAMID, weights=[weight for *_, weight in PYRAMID])[0]
    return rng.randint(group[0], group[1])


def living_elders(town: Town, rng: Random, on: date, count: dict[str, int]) -> Iterator[Person]:
    """Draw the living people of sixty and more, in their houses, ``count`` by community."""
    for code, wanted in count.items():
        left = wanted
        if left:
            yield _monk(town, rng, on, code)
            left -= 1
        while left > 0:
            people = _household(town, rng, on, town.house(code), is_pair=left > 1)
            yield from people
            left -= len(people)


def _monk(town: Town, rng: Random, on: date, code: str) -> Person:
    places = table("places")
    house = House(code, "1", places["temple_lane"], places["temple_landmark"])
    born = birth_at_age(rng, on, rng.randint(63, 84))
    return replace(town.person(house, Sex.MALE, born, of="monks"), phone="")


def _household(town: Town, rng: Random, on: date, house: House, *, is_pair: bool) -> list[Person]:
    if is_pair and rng.random() < COUPLES:
        age = _age(rng)
        wife_age = min(100, max(60, round(rng.gauss(age - 2, 3))))
        man = town.person(house, Sex.MALE, birth_at_age(rng, on, age))
        wife = town.person(house, Sex.FEMALE, birth_at_age(rng, on, wife_age), man.family_name)
        return [man, replace(wife, prefix="นาง")]
    sex = Sex.FEMALE if rng.random() < WOMEN_OF_SINGLES else Sex.MALE
    return [town.person(house, sex, birth_at_age(rng, on, _age(rng)))]


def departed(town: Town, rng: Random, on: date, codes: list[str]) -> Iterator[Person]:
    """Draw those who died (two of three) or moved away within the last two years."""
    for place in range(DEPARTED):
        person = _single(town, rng, on, rng.choice(codes), rng.randint(66, 97))
        last_day = on - timedelta(days=rng.randint(12, 715))
        has_died = place % 3 != 0
        yield replace(
            person,
            died_on=last_day if has_died else None,
            moved_away_on=None if has_died else last_day,
        )


def not_counted(town: Town, rng: Random, on: date, codes: list[str]) -> Iterator[Person]:
    """Draw younger persons with a disability, and elders whose year of birth nobody knows."""
    for _ in range(YOUNGER):
        sex = rng.choice((Sex.FEMALE, Sex.MALE))
        born = birth_at_age(rng, on, rng.randint(45, 57))
        of = "younger_women" if sex == Sex.FEMALE else "younger_men"
        yield town.person(town.house(rng.choice(codes)), sex, born, of=of)
    for _ in range(NAMELESS_AGE):
        yield town.person(town.house(rng.choice(codes)), Sex.FEMALE, None)


def _single(town: Town, rng: Random, on: date, code: str, age: int) -> Person:
    sex = Sex.FEMALE if rng.random() < WOMEN_OF_SINGLES else Sex.MALE
    return town.person(town.house(code), sex, birth_at_age(rng, on, age))
