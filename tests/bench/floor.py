"""The floor: what each job costs with nothing of ours around it.

Bare Flask views with the statements of the real pages written by hand, sent by the driver itself
over a connection of the same pool, and small templates compiled once. No guard, no sign-in, no
trace of who read, no packing, no checks. Served by the same server with the same settings, in the
same run. Recording is what it says: what is read before, the row, and its entry in the audit, in
one durable transaction.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask, Response, redirect, request
from jinja2 import Environment
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.foundation.core.vault import Vault
from ltc.foundation.i18n.text import sort_key
from ltc.settings import Settings

Ask = Callable[..., Any]
TODAY = date(2026, 11, 22)

ROWS = """
<!doctype html><html lang="th"><title>ทะเบียน</title><h1>ทะเบียน</h1>
<form><input name="q" value="{{ query }}"><select name="community">
{% for id, name in communities %}<option value="{{ id }}">{{ name }}</option>{% endfor %}
</select></form>
<table>{% for row in rows %}
<tr><th><a href="/elders/{{ row[0] }}">{{ row[1] }}{{ row[2] }} {{ row[3] }}</a></th>
<td>{{ age(row[5]) }} ปี</td><td>{{ row[7] }}</td><td>{{ row[8] }} {{ row[9] }}</td></tr>
{% endfor %}</table></html>
"""
LINES = """
select e.id, e.prefix, e.given_name, e.family_name, e.sort_key, e.born_on, e.birth_precision,
       a.name_th, h.house_no, h.lane, e.died_on, e.moved_away_on
from elder e join area a on a.id = e.community_id join household h on h.id = e.household_id
"""
LIST = f"""{LINES}
where e.municipality_id = ? and e.died_on is null and e.moved_away_on is null
order by e.sort_key, e.id limit 101
"""
FOUND = f"""{LINES}
where e.id in (select elder_id from elder_gram where gram = ?)
  and e.search_text like '%' || ? || '%' and e.municipality_id = ?
order by e.sort_key, e.id limit 14
"""
BEGINNING = f"""{LINES}
where e.municipality_id = ? and e.sort_key >= ? and e.sort_key < ? and e.search_text like ? || '%'
order by e.sort_key, e.id limit 14
"""
OTHERS = f"""{LINES} join elder_gram g on g.elder_id = e.id
where g.gram = ? and e.search_text like '%' || ? || '%' and not e.search_text like ? || '%'
  and e.municipality_id = ? limit ?
"""
HELD_BY = "(select count(*) from (select 1 from elder_gram where gram = ? limit 100) g)"
COMMUNITIES = """
select id, name_th from area where parent_id = ? and kind = 'community' order by sort_key
"""


PERSON = """
select e.prefix, e.given_name, e.family_name, e.sex, e.born_on, e.phone, a.name_th, h.house_no,
       h.lane, h.landmark
from elder e join area a on a.id = e.community_id join household h on h.id = e.household_id
where e.id = ?
"""
LAST_20 = """
select id, instrument, assessed_on, purpose, total, band, assessor_name from assessment
where elder_id = ? and not is_superseded
order by assessed_on desc, recorded_at desc, id desc limit 20
"""
PLAN = """
select p.number, p.wishes_elder, p.long_term_aim, p.cautions, p.valid_until, p.approved_at,
  p.reviewed_on, s.kind, s.times, s.per
from care_plan p left join planned_service s on s.plan_id = p.id
where p.elder_id = ? and p.status = 'active' order by s.position
"""
NOW = """
select health_scheme, residence_type, income_band, allowances, lives_alone, main_carer_name,
       main_carer_relation, carer_skills from circumstances
where elder_id = ? and valid_from <= ? and (valid_until is null or valid_until > ?)
order by valid_from desc
"""
TEAM = """
select team_role, name, relation, phone, active_from from care_team_member
where elder_id = ? and active_from <= ? and (active_until is null or active_until > ?)
order by active_from, id
"""
VISITS = """
select visited_on, status, caregiver_name, problems, note, is_dangerous from visit
where elder_id = ? and not is_superseded order by visited_on desc, number desc limit 11
"""
CASE = """
select c.id, c.opened_on, c.closed_on, c.reasons, p.id, p.activated_at, p.reviewed_on,
  p.valid_until, p.proposed_at, p.approved_at, d.id, d.agreed_at, d.proposed_at,
  exists (select 1 from legal_ground g where g.case_id = c.id and g.given_on <= ?
          and (g.withdrawn_on is null or g.withdrawn_on > ?))
from care_case c left join care_plan p on p.case_id = c.id and p.status = 'active'
  left join care_plan d on d.case_id = c.id and d.status = 'draft'
where c.elder_id = ? order by c.opened_on desc, c.id desc
"""
GLANCE = """
select 'allergy', kind, substance, known_on from allergy
where elder_id = ? and withdrawn_at is null
union all select 'tube', kind, detail, change_due_on from tube
where elder_id = ? and withdrawn_at is null and ended_on is null
union all select 'wound', kind, '', cast(null as date) from wound
where elder_id = ? and withdrawn_at is null and ended_on is null
"""
AROUND = """
select 'pause', reason, '', from_on from pause
where elder_id = ? and from_on <= ? and (until_on is null or until_on > ?)
union all select * from (select 'event', kind, place, happened_on from elder_event
where elder_id = ? and withdrawn_at is null order by happened_on desc, recorded_at desc limit 4) e
union all select 'urgent', taken_by_name, cast(rules as text), cast(null as date)
from urgent_finding where elder_id = ? and closed_at is null
union all select 'request', asked_by_name, what, due_on from care_request
where elder_id = ? and state = 'open'
union all select * from (select 'thread', t.state, q.text, cast(null as date)
from question_thread t join question_message q on q.thread_id = t.id and q.number = 1
left join question_message a on a.thread_id = t.id and a.number = t.answer_number
where t.elder_id = ? and t.closed_at is null order by t.last_at desc limit 3) t
union all select 'news', kind, words, sent_on from family_news
where elder_id = ? and seen_at is null
"""
LATEST = """
select instrument, total, band, assessed_on, tai_class from assessment
where instrument = ? and purpose = 'formal' and not is_superseded and elder_id = ?
order by assessed_on desc, recorded_at desc, id desc limit 1
"""
CHART = """
<!doctype html><html lang="th"><title>ประวัติ</title>
<h1>{{ person[0] }}{{ person[1] }} {{ person[2] }}</h1>
<p>{% for part in person[4:] %}{{ part }} {% endfor %}</p>
<ul>{% for row in rows %}
<li><a href="/assessments/{{ row[0] }}">{{ row[1] }}</a> {{ row[2] }} {{ row[3] }} {{ row[4] }}
 {{ row[5] }} {{ row[6] }}</li>{% endfor %}</ul>
{% for line in plan %}{% if loop.first %}<h2>{{ line[0] }}</h2>
<p>{{ line[1] }} {{ line[2] }} {{ line[3] }} {{ line[4] }}</p>{% endif %}
<p>{{ line[5] }} {{ line[6] }} {{ line[7] }}</p>{% endfor %}
{% for lines in others %}<ul>{% for line in lines %}
<li>{% for part in line %}{{ part }} {% endfor %}</li>{% endfor %}</ul>{% endfor %}</html>
"""
COLUMNS = (
    "id, operation_id, elder_id, municipality_id, instrument, instrument_version, purpose, method,"
    " place, assessed_on, recorded_at, assessor_id, assessor_name, assessor_role, answers, total,"
    " band, note, doubts, alerts, is_alarming, wants_formal, amend_reason, is_superseded, version"
)
SAVE = f"insert into assessment ({COLUMNS}) values ({', '.join('?' * len(COLUMNS.split(',')))})"
ASSESSED = "select id, municipality_id, born_on, died_on from elder where id = ?"
SAVED_BEFORE = "select id from assessment where operation_id = ?"
KNOWN = """
select id, instrument, purpose, assessed_on, total, answers, assessor_role, band, tai_class
from assessment where elder_id = ? and instrument in (?, ?) and not is_superseded
order by assessed_on desc, recorded_at desc, id desc limit 60
"""
SAME_DAY = """
select answers from assessment
where assessor_id = ? and assessed_on = ? and instrument = ? and elder_id <> ?
  and not is_superseded
"""
ACT = """
insert into audit_entry (at, person_id, actor_name, role, session_id, request_id, action,
  object_kind, object_id, elder_id, purpose, outcome, changes)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
EVERYBODY = """
select e.id, e.prefix, e.given_name, e.family_name, e.sex, e.born_on, a.name_th, h.house_no,
       h.lane, e.phone
from elder e join area a on a.id = e.community_id join household h on h.id = e.household_id
where e.municipality_id = ? and e.died_on is null and e.moved_away_on is null
order by e.sort_key, e.id
"""


class Database:
    """The application's own pool; a request takes a connection, begins, and gives it back."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self.engine: sa.Engine = sessions.kw["bind"]
        self._reading = self.engine.execution_options(ltc_read_only=True)
        self._is_embedded = self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Ask]:
        """Give a function that asks within one transaction, by the driver's own means."""
        with self._reading.connect() as connection:
            yield lambda sql, *values: connection.exec_driver_sql(
                self.marked(sql), values
            ).cursor.fetchall()

    def everybody(self, town: str) -> Iterator[Any]:
        """Yield one row after another of the whole register."""
        with self._reading.connect() as connection:
            yield from connection.exec_driver_sql(self.marked(EVERYBODY), (town,)).cursor

    @contextmanager
    def writing(self) -> Iterator[tuple[Ask, Ask]]:
        """Give a function that asks and one that writes, within one durable transaction."""
        with self.engine.begin() as connection:

            def tell(sql: str, *values: Any) -> Any:
                return connection.exec_driver_sql(self.marked(sql), values).cursor

            yield lambda sql, *values: tell(sql, *values).fetchall(), tell

    def marked(self, sql: str) -> str:
        """Return the statement with the driver's own marks for values."""
        return sql if self._is_embedded else sql.replace("%", "%%").replace("?", "%s")


def make_floor(_settings: Settings, sessions: sessionmaker[Session], _vault: Vault) -> Flask:
    """Return the application of bare views."""
    app = Flask("floor", static_folder=None)
    database = Database(sessions)
    _add_register(app, database)
    _add_chart(app, database)
    _add_saving(app, database)
    _add_file(app, database)
    return app


def _add_register(app: Flask, database: Database) -> None:
    template = Environment(autoescape=True).from_string(ROWS)

    def age(born_on: Any) -> int:
        born = date.fromisoformat(born_on) if isinstance(born_on, str) else born_on
        return int(TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day)))

    @app.get("/register")
    def register() -> str:
        town, query = request.args["town"], request.args.get("q", "")
        with database.reading() as ask:
            rows = _search(ask, town, query) if query else ask(LIST, town)[:100]
            communities = ask(COMMUNITIES, town)
        return template.render(rows=rows, query=query, communities=communities, age=age)


def _add_chart(app: Flask, database: Database) -> None:
    template = Environment(autoescape=True).from_string(CHART)

    @app.get("/elders/<elder_id>")
    def chart(elder_id: str) -> str:
        with database.reading() as ask:
            person, plan = ask(PERSON, elder_id)[0], ask(PLAN, elder_id)
            rows = ask(LAST_20, elder_id)
            others = [
                ask(NOW, elder_id, TODAY, TODAY),
                ask(TEAM, elder_id, TODAY, TODAY),
                ask(VISITS, elder_id),
                ask(CASE, TODAY, TODAY, elder_id),
                ask(LATEST, "barthel", elder_id) + ask(LATEST, "tai", elder_id),
                ask(GLANCE, *[elder_id] * 3),
                ask(AROUND, elder_id, TODAY, TODAY, *[elder_id] * 5),
            ]
        return template.render(person=person, rows=rows, plan=plan, others=others)


def _add_saving(app: Flask, database: Database) -> None:
    @app.post("/elders/<elder_id>/assess")
    def assess(elder_id: str) -> Any:
        form = request.form
        answers = {name: int(value) for name, value in form.items() if name.startswith("item-")}
        row_id, operation_id, assessor = uuid4().hex, form["operation_id"], form["assessor"]
        on, at = form["assessed_on"], "2026-11-22 03:00:00.000000"
        with database.writing() as (ask, tell):
            (elder,) = ask(ASSESSED, elder_id)
            if ask(SAVED_BEFORE, operation_id):
                return redirect(f"/elders/{elder_id}", 303)
            ask(KNOWN, elder_id, "barthel", "tai")
            ask(SAME_DAY, assessor, on, "barthel", elder_id)
            tell(
                SAVE, row_id, operation_id, elder[0], elder[1], "barthel", 1, "screening",
                "observed", "home", on, at, assessor, "นภา", "team_nurse", json.dumps(answers),
                sum(answers.values()), "social", "", "[]", "[]", False, False, "", False, 1,
            )  # fmt: skip
            changes = {"instrument": "barthel", "purpose": "screening", "assessed_on": on}
            tell(
                ACT, at, assessor, "นภา", "team_nurse", "0" * 16, "0" * 16, "assessment.recorded",
                "assessment", row_id, elder_id, "", "done", json.dumps(changes),
            )  # fmt: skip
        return redirect(f"/elders/{elder_id}", 303)


def _add_file(app: Flask, database: Database) -> None:
    @app.get("/register.csv")
    def register_csv() -> Response:
        town = request.args["town"]

        def lines() -> Iterator[str]:
            text = io.StringIO()
            writer = csv.writer(text)
            for number, row in enumerate(database.everybody(town), 1):
                writer.writerow(row)
                if number % 500 == 0:
                    yield text.getvalue()
                    text.seek(0)
                    text.truncate()
            yield text.getvalue()

        return Response(lines(), content_type="text/csv; charset=utf-8")


def _search(ask: Ask, town: str, query: str) -> Sequence[Sequence[Any]]:
    size = min(3, len(query))
    grams = [query[at : at + size] for at in range(len(query) - size + 1)]
    counts = ask("select " + ", ".join([HELD_BY] * len(grams)), *grams)[0]
    held_by, rarest = min(zip(counts, grams, strict=True))
    if held_by < 100:
        return ask(FOUND, rarest, query, town)
    span = sort_key(query).split("\x01")[0]
    found = list(ask(BEGINNING, town, span, span + "\U0010ffff", query))
    if len(found) < 14:
        found += ask(OTHERS, rarest, query, query, town, 14 - len(found))
    return sorted(found, key=lambda row: (row[4], row[0]))
