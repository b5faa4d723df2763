"""What is sent is read past the form when all is in order: the same as the form would read."""

from typing import Any

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from ltc.care.assessment.forms import NOTE_MOST, form_for, plain_draft, said_to_doubts
from ltc.care.assessment.queries.instruments import get_instrument, list_instruments
from ltc.care.assessment.terms import AssessmentDraft, Instrument, Item

ID = "01920000-0000-7000-8000-00000000000a"
ODD = ["", " ", "x", "๑", "+1", "-1", "007", "1.0", "²", "99999999999", "\u200b1"]
DAYS = ["22/11/2569", "2026-11-22", "๒๒ พ.ย. ๒๕๖๙", "22 พ.ย. 2569", "31/2/2569", "0/0/0", "วันนี้", ""]
INSTRUMENTS = list_instruments()

app = Flask(__name__)
app.config.update(SECRET_KEY="only here", WTF_CSRF_ENABLED=False)


def by_form(instrument: Instrument, sent: dict[str, str]) -> AssessmentDraft | None:
    """Read what was sent as the form does."""
    with app.test_request_context("/", method="POST", data=MultiDict(sent)):
        form = form_for(instrument)()
        return form.to_draft(said_to_doubts(sent)) if form.validate_on_submit() else None


def answers_to(item: Item) -> list[str]:
    """What a page offers for one item."""
    if not item.options:
        return [str(item.minimum), str(item.maximum)]
    scores = [str(option.score) for option in item.options]
    return ["", *scores] if item.asked_if else scores


def offered(instrument: Instrument) -> dict[str, list[str]]:
    """What a page offers for every field."""
    values = {item.code: answers_to(item) for item in instrument.items} | {
        "purpose": ["screening", "formal"], "method": ["observed"], "place": ["home", "phone"],
        "assessed_on": ["22/11/2569", "2026-11-22"], "operation_id": [ID],
        "note": ["", "ดี", "แถวหนึ่ง\r\nแถวสอง  "], "why-P9": ["ดูใหม่แล้ว"],
    }  # fmt: skip
    if instrument.variant_th:
        values["variant"] = [str(one.variant) for one in instrument.band_sets if one.variant]
    return values


@st.composite
def anything_sent(draw: st.DrawFn) -> tuple[Instrument, dict[str, str]]:
    """A form that is in order but for a few fields, which are odd or were not sent at all."""
    instrument = draw(st.sampled_from(INSTRUMENTS))
    sent = {name: draw(st.sampled_from(some)) for name, some in offered(instrument).items()}
    for name in draw(st.lists(st.sampled_from(sorted(sent)), max_size=2)):
        odd = [*ODD, *DAYS, "ก" * (NOTE_MOST + 1), "หนึ่ง\u0000สอง"]
        value = draw(st.none() | st.sampled_from(odd))
        sent.pop(name, None)
        if value is not None:
            sent[name] = value
    return instrument, sent


@given(anything_sent())
def test_what_is_read_past_the_form_is_what_the_form_reads(
    case: tuple[Instrument, dict[str, str]],
) -> None:
    instrument, sent = case
    plain = plain_draft(instrument, sent)
    assert plain is None or plain == by_form(instrument, sent)


@given(st.data())
def test_all_that_a_page_offers_is_read_past_the_form(data: Any) -> None:
    instrument = data.draw(st.sampled_from(INSTRUMENTS))
    sent = {name: data.draw(st.sampled_from(some)) for name, some in offered(instrument).items()}
    assert plain_draft(instrument, sent) == by_form(instrument, sent) is not None


def test_reason_of_an_amendment_is_left_to_the_form() -> None:
    barthel = get_instrument("barthel")
    sent = {name: some[0] for name, some in offered(barthel).items()}
    assert plain_draft(barthel, sent)
    assert plain_draft(barthel, {**sent, "amend_reason": "กดผิดข้อ"}) is None
