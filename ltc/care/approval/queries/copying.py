"""The copy sheet of one plan, and who typed which field of it when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.approval.models import CopiedField, Proposal, ProposalCase, Provider
from ltc.care.approval.rules.copying import SheetFacts, SheetField, sheet_fields
from ltc.care.approval.rules.proposing import rate_of
from ltc.care.assessment.queries.latest import latest_formal
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.queries.rates import list_rates
from ltc.care.cases.queries.reference import service_words
from ltc.care.cases.queries.standing import position_of
from ltc.care.cases.rules.rates import fiscal_year
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import get_rows
from ltc.care.health.queries.summary import summaries
from ltc.care.health.terms import Section
from ltc.foundation.core.zone import local_day
from ltc.foundation.i18n.baht import baht
from ltc.foundation.i18n.dates import short_date


@dataclass(frozen=True)
class SheetLine:
    """A field with who typed it last; ``is_changed``: ours reads otherwise since."""

    field: SheetField
    entered: CopiedField | None

    @property
    def is_changed(self) -> bool:
        """True when what was typed is no longer what stands here."""
        return self.entered is not None and self.entered.digest != self.field.digest


def sheet_lines(session: Session, plan: CarePlan, *, on: date) -> list[SheetLine]:
    """Return the copy sheet with what was entered; the elder was loaded with a check before."""
    newest = last_copied(session, plan.id)
    return [SheetLine(one, newest.get(one.code)) for one in sheet_of(session, plan, on=on)]


def last_copied(session: Session, plan_id: UUID) -> dict[str, CopiedField]:
    """Return who typed which field of a plan last, by the code of the field."""
    newest: dict[str, CopiedField] = {}
    for row in session.exec(
        select(CopiedField)
        .where(CopiedField.plan_id == plan_id)
        .order_by(col(CopiedField.entered_at), col(CopiedField.id))
    ):
        newest[row.field_code] = row
    return newest


def sheet_of(session: Session, plan: CarePlan, *, on: date) -> list[SheetField]:
    """Return the fields of a plan in the order of the form."""
    elder = session.get_one(Elder, plan.elder_id)
    place = get_rows(session, [elder.id])[elder.id]
    at = position_of(session, elder.id, on=on)
    tai = latest_formal(session, elder.id, instrument="tai")
    wanted = {Section.DIAGNOSES, Section.MEDICINES}
    health = summaries(session, [elder.id], only=wanted)[elder.id]
    asked = session.exec(
        select(ProposalCase, Proposal, Provider)
        .join(Proposal, col(Proposal.id) == col(ProposalCase.proposal_id))
        .join(Provider, col(Provider.id) == col(Proposal.provider_id))
        .where(ProposalCase.plan_id == plan.id, col(ProposalCase.ended_at).is_(None))
    ).first()
    year = asked[1].fiscal_year if asked else fiscal_year(plan.valid_from)
    rate = rate_of(list_rates(), year, at.group.code or "")
    main = health.main_diagnosis
    facts = SheetFacts(
        name=elder.full_name,
        citizen_id_mark=elder.citizen_id_index.hex() if elder.citizen_id_index else "",
        born=short_date(elder.born_on),
        address=" ".join(
            part for part in (place.house_no, place.lane, place.community, elder.phone) if part
        ),
        provider=asked[2].name_th if asked else "",
        made_on=short_date(local_day(plan.drafted_at)),
        adl=f"{at.formal_total} คะแนน" if at.formal_total is not None else "",
        tai=" ".join(
            part for part in ((tai.tai_class or "") if tai else "", at.group.words) if part
        ),
        requested=baht(asked[0].requested_satang) if asked else "",
        rate=rate.amount_th if rate else "",
        main_diagnosis=main.title if main else "",
        other_diagnoses="\n".join(one.title for one in health.diagnoses if one is not main),
        medicines="\n".join(one.title for one in health.medicines),
    )
    return sheet_fields(facts, read_plan(session, plan), service_words=service_words())
