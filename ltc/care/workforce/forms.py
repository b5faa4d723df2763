"""Forms of training: a certificate as its paper says, and withdrawing one."""

from datetime import date, timedelta

from wtforms.validators import Optional

from ltc.care.workforce.rules import MOST_NUMBER, MOST_WHY, usual_hours
from ltc.care.workforce.terms import CertificateDraft, Course
from ltc.foundation.web.fields import (
    LongText,
    Radio,
    Text,
    ThaiDate,
    WholeNumber,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form


class CertificateForm(Form):
    """One certificate; on paper stands its last day, we keep the day after."""

    course = Radio("หลักสูตร", [required("กรุณาเลือกหลักสูตร")], choices=choices(Course))
    hours = WholeNumber("จำนวนชั่วโมง", [Optional()])
    issued_on = ThaiDate("วันที่ออกใบรับรอง", [required("กรุณากรอกวันที่ออก")])
    holds_until = ThaiDate("ใช้ได้ถึงวันที่", [Optional()])
    number = Text("เลขที่ใบรับรอง", [Optional(), length(MOST_NUMBER)])

    def to_draft(self) -> CertificateDraft:
        """Return what was typed; hours that were left out are those of the course's name."""
        hours = self.hours.data
        return CertificateDraft(
            self.course.data,
            usual_hours(self.course.data) if hours is None else hours,
            self.issued_on.data,
            _day_after(self.holds_until.data),
            self.number.data or "",
        )


def _day_after(last: date | None) -> date | None:
    return None if last is None else last + timedelta(days=1)


class WithdrawForm(Form):
    """Why a certificate does not count after all."""

    why = LongText("ยกเลิกเพราะอะไร", [required("เขียนว่าทำไมจึงยกเลิก"), length(MOST_WHY)])
