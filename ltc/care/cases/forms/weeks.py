"""Forms of a plan's week: where a slot goes, what an ordinary day looks like."""

from typing import Any

from wtforms import FormField
from wtforms.validators import Optional

from ltc.care.cases.rules.week import DAY_END, DAY_START
from ltc.foundation.i18n.dates import WEEKDAYS
from ltc.foundation.web.fields import Choice, Hidden, Text, ThaiTime, length, required
from ltc.foundation.web.forms import Form

HOURS = tuple(range(DAY_START // 60, DAY_END // 60))


class MoveForm(Form):
    """Where one time of a service goes."""

    weekday = Choice(
        "วัน", coerce=int, choices={str(place): name for place, name in enumerate(WEEKDAYS)}
    )
    start = ThaiTime("เริ่มเวลา", [required()])
    version = Hidden()

    @property
    def minute(self) -> int:
        """The minute of the day that was typed; the form was validated before."""
        return int(self.start.data.hour * 60 + self.start.data.minute)


class _Hours(Form):
    """One text for each hour of the table."""

    class Meta(Form.Meta):
        csrf = False  # the day's form carries it


for _hour in HOURS:
    setattr(_Hours, f"h{_hour}", Text(f"{_hour:02d}:00", [Optional(), length(60)]))


class DayForm(Form):
    """What an ordinary day looks like, hour by hour."""

    hours = FormField(_Hours)
    version = Hidden()

    def words(self) -> dict[str, str]:
        """Return what was typed, by the hour."""
        return {name.removeprefix("h"): text or "" for name, text in self.hours.data.items()}


def day_values(words: dict[str, str], version: int) -> dict[str, Any]:
    """Return the words of a day as values of the form."""
    return {"hours": {f"h{hour}": text for hour, text in words.items()}, "version": str(version)}
