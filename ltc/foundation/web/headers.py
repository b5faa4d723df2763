"""Headers of every answer, and the packing of HTML."""

import gzip

from flask import Flask, Response, g, request

PACK_FROM_BYTES = 1_024
PACK_LEVEL = 1  # a page of 100 rows: level 1 costs a third of level 6 and is 8 % larger


def attach(app: Flask, *, is_https: bool) -> None:
    """Register the last touch on each answer; runs after the request's work is settled."""

    @app.after_request
    def _headers(answer: Response) -> Response:
        headers = answer.headers
        headers["Content-Security-Policy"] = _content_policy()
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["X-Frame-Options"] = "DENY"
        headers["Server"] = "ltc"  # else the server that carries us names itself
        headers["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=(self)"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers.setdefault("Cache-Control", "no-store")
        if is_https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return _packed(answer)


def _content_policy() -> str:
    style = f"'self' 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else "'self'"
    return (
        f"default-src 'none'; script-src 'self'; style-src {style}; img-src 'self' data:; "
        "media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _packed(answer: Response) -> Response:
    if (
        answer.direct_passthrough
        or "Content-Encoding" in answer.headers
        or answer.mimetype not in ("text/html", "application/json")
        or "gzip" not in request.headers.get("Accept-Encoding", "")
    ):
        return answer
    body = answer.get_data()
    if len(body) >= PACK_FROM_BYTES:
        answer.set_data(gzip.compress(body, PACK_LEVEL, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Vary"] = "Accept-Encoding, Cookie"
    return answer
