"""Dangers to life are raised from whatever was answered so far."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.assessment.queries.instruments import get_instrument, list_instruments
from ltc.care.assessment.rules.safety import safety_alerts


@pytest.mark.parametrize(
    ("code", "answers", "alerts"),
    [
        pytest.param("8q", {"q1": 1, "q2": 2}, [], id="8Q wishes only"),
        pytest.param("8q", {"q3": 6, "q3_1": 0}, [], id="8Q thoughts under control"),
        pytest.param("8q", {"q3": 6, "q3_1": 8}, ["cannot_control"], id="8Q cannot control"),
        pytest.param("8q", {"q1": 1, "q2": 2, "q3": 6}, [], id="8Q broken off at nine"),
        pytest.param("8q", {"q4": 8, "q5": 9}, ["suicide_severe"], id="8Q seventeen, unfinished"),
        pytest.param("8q", {"q4": 8, "q7": 10, "q1": -9}, ["suicide_severe"], id="8Q odd value"),
        pytest.param("8q", {"q2": 2, "q7": 10, "q6": 4}, [], id="8Q sixteen"),
        pytest.param(
            "8q",
            {"q3": 6, "q3_1": 8, "q7": 10},
            ["cannot_control", "suicide_severe"],
            id="8Q both",
        ),
        pytest.param("8q", {"strange": 50}, [], id="8Q unknown item"),
        pytest.param("9q", {"q9": 0}, [], id="9Q last item never"),
        pytest.param("9q", {"q9": 1}, ["self_harm_thoughts"], id="9Q last item some days"),
        pytest.param("barthel", {"feeding": 0}, [], id="Barthel has no alarm"),
    ],
)
def test_alarms(code: str, answers: dict[str, int], alerts: list[str]) -> None:
    assert [alert.code for alert in safety_alerts(get_instrument(code), answers)] == alerts


def test_an_alarm_says_what_to_do_now_and_whom_to_call() -> None:
    (alert,) = safety_alerts(get_instrument("8q"), {"q3_1": 8})
    assert "อย่าปล่อยให้อยู่คนเดียว" in alert.do_now_th
    assert alert.phones == ("1669", "1323")
    assert all(phone in alert.do_now_th for phone in alert.phones)


def test_every_alarm_shows_its_telephone_numbers_as_general_knowledge() -> None:
    alarms = [rule.alert for instrument in list_instruments() for rule in instrument.alarms]
    assert {alert.confidence.value for alert in alarms} == {"G"}
    assert all("general knowledge" in alert.source for alert in alarms)


@given(st.data())
def test_more_answers_never_silence_an_alarm(data: st.DataObject) -> None:
    eight = get_instrument("8q")
    items = st.sampled_from(eight.items)
    chosen = data.draw(st.lists(items, unique_by=lambda item: item.code))
    answers = {item.code: data.draw(st.sampled_from([0, item.maximum])) for item in chosen}
    before = set(safety_alerts(eight, answers))
    extra = data.draw(items)
    assert before <= set(safety_alerts(eight, {extra.code: extra.maximum} | answers))
