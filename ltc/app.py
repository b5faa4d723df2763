"""The application, put together: extensions, blueprints in one visible list, nothing else."""

from flask import Flask, redirect, url_for
from flask_wtf import CSRFProtect
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session
from werkzeug.wrappers import Response

from ltc import menu
from ltc.care.approval import views as approval
from ltc.care.assessment import views as assessment
from ltc.care.cases import views as cases
from ltc.care.duties import views as duties
from ltc.care.elders import views as elders
from ltc.care.events import views as events
from ltc.care.family import views as family
from ltc.care.health import views as health_record
from ltc.care.papers import views as papers
from ltc.care.questions import views as questions
from ltc.care.reading import views as reading
from ltc.care.rota import views as rota
from ltc.care.rounds import views as rounds
from ltc.care.urgent import views as urgent
from ltc.care.visits import views as visits
from ltc.care.workforce import views as workforce
from ltc.desks import views as desks
from ltc.desks.around import news_words
from ltc.desks.words import living_facts, team_word
from ltc.exchange.town import views as town
from ltc.finance.casemoney import views as casemoney
from ltc.foundation.accounts import guard
from ltc.foundation.accounts import views as accounts
from ltc.foundation.audit.terms import act_word, outcome_word
from ltc.foundation.core.vault import Vault
from ltc.foundation.web import assets, errors, headers, page, request
from ltc.foundation.web.addresses import LazyRule
from ltc.foundation.web.marks import signed_in
from ltc.foundation.web.request import actor
from ltc.journeys.cover import views as cover
from ltc.journeys.departure import views as departure
from ltc.journeys.drafting import views as drafting
from ltc.settings import CHECKOUT, Settings
from ltc.upkeep import health
from ltc.upkeep.demo_accounts import read_demo_accounts

BLUEPRINTS = (
    accounts.bp,
    elders.bp,
    health_record.bp,
    events.bp,
    departure.bp,
    drafting.bp,
    assessment.bp,
    visits.bp,
    urgent.bp,
    questions.bp,
    cases.bp,
    casemoney.bp,
    approval.bp,
    rounds.bp,
    town.bp,
    reading.bp,
    family.bp,
    papers.bp,
    rota.bp,
    duties.bp,
    workforce.bp,
    cover.bp,
    desks.bp,
    health.bp,
)


def create_app(settings: Settings, sessions: sessionmaker[Session], vault: Vault) -> Flask:
    """Return the application of one installation; opens no connection."""
    app = Flask("ltc", template_folder=str(CHECKOUT / "templates"), static_folder=None)
    app.url_rule_class = LazyRule
    app.config.update(
        SECRET_KEY=vault.cookie_key,
        SESSION_COOKIE_NAME="__Host-ltc" if settings.is_https else "ltc",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its sign-in
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions["ltc_settings"] = settings
    app.extensions["ltc_menu"] = menu
    app.extensions["ltc_demo_accounts"] = (
        read_demo_accounts(settings.home) if settings.is_demonstration else []
    )
    headers.attach(app, is_https=settings.is_https)  # first registered, runs last
    guard.attach(app)
    request.attach(app, sessions, vault)
    page.attach(
        app, is_demonstration=settings.is_demonstration, compiled=settings.home / "compiled"
    )
    app.jinja_env.filters.update(
        act_word=act_word,
        outcome_word=outcome_word,
        team_word=team_word,
        living_facts=living_facts,
        news_words=news_words,
    )
    assets.attach(app)
    errors.attach(app)
    CSRFProtect(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/", "home", home)
    return app


@signed_in
def home() -> Response:
    """Lead each role to its own desk."""
    return redirect(url_for(menu.home_of(actor())), 303)
