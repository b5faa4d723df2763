"""One page for each way in which an answer can be no: 403, 404, 409, 422, 500, 503."""

import logging

from flask import Flask, Response, make_response, render_template, request, session
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ltc.foundation.core.db import is_busy, is_taken
from ltc.foundation.core.errors import Conflict, Forbidden, NotFound, RuleViolation
from ltc.foundation.web.request import request_id

log = logging.getLogger("ltc")

PAGES = {403, 404, 409, 422, 500, 503}
LIKE = {405: 404, 410: 404}  # what the address cannot do, it does not have
RETRY_AFTER_SECONDS = "5"
SENTENCES = {413: "ข้อมูลที่ส่งใหญ่เกินไป กรุณาลดขนาดแล้วส่งอีกครั้ง"}


def error_page(status: int, message: str = "") -> Response:
    """Return the page for ``status``; one without a page of its own borrows the nearest."""
    known = status if status in PAGES else LIKE.get(status, 422 if status < 500 else 500)
    html = render_template(f"errors/{known}.html", message=message, request_id=request_id())
    answer = make_response(html, status)
    if status == 503:
        answer.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return answer


def attach(app: Flask) -> None:
    """Register the handlers; each knows one kind of problem."""

    @app.errorhandler(NotFound)
    def _not_found(_problem: NotFound) -> Response:
        return error_page(404)

    @app.errorhandler(Forbidden)
    def _forbidden(_problem: Forbidden) -> Response:
        return error_page(403)

    @app.errorhandler(Conflict)
    @app.errorhandler(StaleDataError)
    def _conflict(_problem: Exception) -> Response:
        return error_page(409)

    @app.errorhandler(RuleViolation)
    def _rule(broken: RuleViolation) -> Response:
        return error_page(422, broken.message)

    @app.errorhandler(CSRFError)
    def _stale_page(_problem: CSRFError) -> Response:
        return error_page(422, "หน้านี้เปิดค้างไว้นานเกินไป กรุณากลับไปหน้าเดิมแล้วกดส่งอีกครั้ง")

    @app.errorhandler(HTTPException)
    def _http(problem: HTTPException) -> Response:
        if problem.response is not None:
            return make_response(problem.response)
        answer = error_page(problem.code or 500, SENTENCES.get(problem.code or 500, ""))
        if isinstance(problem, MethodNotAllowed):
            answer.allow.update(problem.valid_methods or ())
        return answer

    @app.errorhandler(Exception)
    def _unexpected(problem: Exception) -> Response:
        return unexpected(problem)


def unexpected(problem: Exception) -> Response:
    """Return 503 when trying again may help, 409 for a lost race, else log without data and 500."""
    session.pop("_flashes", None)  # "saved" must not be said of what was just thrown away
    if is_busy(problem):
        log.warning("request %s %s: database busy", request_id(), request.endpoint)
        return error_page(503)
    if is_taken(problem):
        log.warning("request %s %s: lost a race", request_id(), request.endpoint)
        return error_page(409)
    log.error(
        "request %s %s failed: %s", request_id(), request.endpoint, type(problem).__name__,
        exc_info=(type(problem), _bare(problem), problem.__traceback__),
    )  # fmt: skip
    return error_page(500)


def _bare(problem: Exception) -> Exception:
    """Return an exception without its words: database errors quote the values of the row."""
    return RuntimeError(f"{type(problem).__name__} (words left out: they may hold personal data)")
