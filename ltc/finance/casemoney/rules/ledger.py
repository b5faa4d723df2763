"""Balances from entries: sums only, whatever the order; no pot of a case goes below nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ltc.finance.casemoney.terms import FLOWS, EntryKind, Pot
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.baht import baht

Booking = tuple[str, int]  # a code of EntryKind, and satang: negative for a counter-entry
IN = (EntryKind.TRANSFERRED, EntryKind.CARRIED_IN)
OUT = (EntryKind.LEFT_OVER, EntryKind.RETURNED, EntryKind.CARRIED_ON)


@dataclass(frozen=True)
class Balance:
    """The sums of a case, a fiscal year and a purse, by kind."""

    sums: Mapping[EntryKind, int] = field(default_factory=dict)

    def of(self, *kinds: EntryKind) -> int:
        """Return the sum of some kinds."""
        return sum(self.sums.get(kind, 0) for kind in kinds)

    def within(self, pot: Pot) -> int:
        """Return what lies in a pot now."""
        return sum(
            (pot is to) * amount - (pot is source) * amount
            for kind, amount in self.sums.items()
            for source, to in (FLOWS[kind],)
        )

    @property
    def transferred(self) -> int:
        """What came to the fund for this case and year."""
        return self.of(*IN)

    @property
    def passed_on(self) -> int:
        """What the provider has got and not given back."""
        return self.of(EntryKind.PASSED_ON) - self.of(EntryKind.GIVEN_BACK)

    @property
    def used(self) -> int:
        """What was paid for care."""
        return self.of(EntryKind.PAID_OUT)

    @property
    def settled(self) -> int:
        """What was left over and is no longer this case's."""
        return self.of(*OUT)

    @property
    def left(self) -> int:
        """What of it nobody has used yet, wherever it lies."""
        return self.within(Pot.FUND) + self.within(Pot.PROVIDER)

    def plus(self, *bookings: Booking) -> "Balance":
        """Return the balance after some more entries."""
        sums = dict(self.sums)
        for code, amount in bookings:
            kind = EntryKind(code)
            sums[kind] = sums.get(kind, 0) + amount
        return Balance(sums)

    def __add__(self, other: "Balance") -> "Balance":
        return self.plus(*((str(kind), amount) for kind, amount in other.sums.items()))


def balance_of(bookings: Iterable[Booking]) -> Balance:
    """Return what entries add up to."""
    return Balance().plus(*bookings)


def check_covered(
    before: Balance, bookings: Iterable[Booking], *, whose: str, field: str | None = None
) -> Balance:
    """Return the balance after some entries; ``whose`` names the person in the sentence.

    Raises RuleViolation ``not_enough`` when a pot would hold less than nothing, at ``field``.
    """
    after = before.plus(*bookings)
    for pot in Pot:
        if (missing := -after.within(pot)) > 0:
            held = before.within(pot)
            raise RuleViolation(
                "not_enough",
                f"เงินของ{whose}ที่{pot.label_th}มี {baht(held)} บาท ขาดอีก {baht(missing)} บาท",
                field,
            )
    return after
