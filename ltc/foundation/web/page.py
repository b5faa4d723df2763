"""Rendering: one function that every HTML view ends with, and the words templates may use."""

from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, current_app, render_template
from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache
from wtforms import Form as AnyForm

from ltc.foundation.i18n import dates, text
from ltc.foundation.i18n.baht import baht, baht_words
from ltc.foundation.web import drawing
from ltc.foundation.web.assets import csp_nonce, static_url
from ltc.foundation.web.request import actor_or_none, request_id, shows


class Templates(Environment):
    """Flask's templates, where all share the same global names.

    A layer of names for each template, which nobody here uses, makes every import of macros
    compare two dozen names one by one: a fifth of a millisecond a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals if d is None else super().make_globals(d)


def page(
    template: str, *, about: Iterable[UUID] = (), status: int = 200, **context: Any
) -> tuple[str, int]:
    """Render ``template``; ``about`` names every elder whose data it shows.

    A page whose ``form`` has errors answers 422, and so can never have saved anything.
    """
    shows(about)
    form = context.get("form")
    if status == 200 and isinstance(form, AnyForm) and form.errors:
        status = 422
    return render_template(template, **context), status


def attach(app: Flask, *, is_demonstration: bool, compiled: Path) -> None:
    """Teach the templates our filters and the few things that every layout needs.

    ``compiled`` is a folder of our own for compiled templates: the first page of a start comes
    without waiting for the compiler.
    """
    app.jinja_environment = Templates  # before the first use of app.jinja_env
    compiled.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        thai_date=dates.short_date,
        thai_date_long=dates.long_date,
        thai_datetime=dates.date_and_time,
        thai_time=dates.clock_time,
        number=text.number,
        baht=baht,
        baht_words=baht_words,
        adl_picture=drawing.adl_picture,
        mark_picture=drawing.mark_picture,
        sparkline_picture=drawing.sparkline_picture,
        heat_rows=drawing.heat_rows,
        table_rows=drawing.table_rows,
        stays_picture=drawing.stays_picture,
        happened_picture=drawing.happened_picture,
    )
    app.jinja_env.globals.update(
        static_url=static_url,
        csp_nonce=csp_nonce,
        request_id=request_id,
        is_demonstration=is_demonstration,
        icons_of=drawing.icons_of,
    )

    @app.context_processor
    def _shell() -> dict[str, Any]:
        me = actor_or_none()
        menu = current_app.extensions["ltc_menu"]
        return {"me": menu.me(me), "menu": menu.items(me)} if me else {"me": None, "menu": []}
