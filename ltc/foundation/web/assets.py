"""Static files with the hash of their content in the name: cached for good, packed beforehand."""

import gzip
import mimetypes
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import cast

import flask_bootstrap
import fontpkg_sarabun
from flask import Blueprint, Flask, Response, abort, current_app, g, request

from ltc.foundation.web.marks import public
from ltc.settings import CHECKOUT

bp = Blueprint("assets", __name__)

_BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
_SARABUN = Path(fontpkg_sarabun.__file__).parent / "files"
VENDORED = {
    "vendor/bootstrap.min.css": _BOOTSTRAP / "css" / "bootstrap.min.css",
    "vendor/Sarabun-Regular.ttf": _SARABUN / "Sarabun-Regular.ttf",
    "vendor/Sarabun-Bold.ttf": _SARABUN / "Sarabun-Bold.ttf",
}
ONE_YEAR = 31_536_000


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: plain, and packed where packing helps."""

    url_name: str
    body: bytes
    packed: bytes | None
    content_type: str


def attach(app: Flask) -> None:
    """Read every static file once and register the route that serves them."""
    folder = CHECKOUT / "static"
    files = {str(f.relative_to(folder)): f for f in sorted(folder.rglob("*")) if f.is_file()}
    assets = {name: _read(name, file) for name, file in (files | VENDORED).items()}
    app.extensions["ltc_assets"] = assets
    app.extensions["ltc_assets_by_url"] = {a.url_name: a for a in assets.values()}
    app.register_blueprint(bp)


def _read(name: str, file: Path) -> Asset:
    body = file.read_bytes()
    stem, dot, ending = name.rpartition(".")
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if content_type.startswith("text/") or content_type.endswith(("javascript", "svg+xml")):
        content_type += "; charset=utf-8"
    packed = gzip.compress(body, 9, mtime=0)
    return Asset(
        url_name=f"{stem}.{sha256(body).hexdigest()[:12]}{dot}{ending}",
        body=body,
        packed=packed if len(packed) < len(body) * 0.9 else None,
        content_type=content_type,
    )


def static_url(name: str) -> str:
    """Return the address of a static file; raises KeyError for one that does not exist."""
    asset = cast("dict[str, Asset]", current_app.extensions["ltc_assets"])[name]
    return f"/static/{asset.url_name}"


def csp_nonce() -> str:
    """Return this answer's nonce for the one style block that names the fonts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(12)
    return cast(str, g.csp_nonce)


@bp.get("/static/<path:url_name>")
@public
def static(url_name: str) -> Response:
    """Send one static file."""
    asset = current_app.extensions["ltc_assets_by_url"].get(url_name)
    if asset is None:
        abort(404)
    is_packed = asset.packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    answer = Response(asset.packed if is_packed else asset.body, content_type=asset.content_type)
    answer.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    answer.headers["Vary"] = "Accept-Encoding"
    if is_packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer
