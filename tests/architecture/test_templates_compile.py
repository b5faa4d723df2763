"""Every template compiles, and none opens a hole in the content security policy."""

import re
from pathlib import Path

import jinja2
import jinja2.meta
import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.*"))
PAGES = [name for name in TEMPLATES if name.endswith(".html")]

JINJA = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z][^>]*>")
INLINE = re.compile(r"\s(style|on[a-z]+)\s*=|javascript:", re.IGNORECASE)
SAFE = re.compile(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false")
WHY_SAFE = re.compile(r"{#-?\s*safe: \S")

every_page = pytest.mark.parametrize("name", PAGES)


def text_of(name: str) -> str:
    """The source of a template."""
    return (FOLDER / name).read_text("utf-8")


def tags(name: str) -> list[str]:
    """The HTML tags of a template, without what Jinja puts into them."""
    return TAG.findall(JINJA.sub("", text_of(name)))


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_parses_and_refers_to_templates_that_exist(name: str) -> None:
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    found = jinja2.meta.find_referenced_templates(environment.parse(text_of(name), name))
    assert [other for other in found if other and other not in TEMPLATES] == []


@pytest.mark.skipif(not (ROOT / "ltc" / "app.py").exists(), reason="no application yet")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_template_compiles_with_the_filters_of_the_application(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    environment = request.getfixturevalue("app").jinja_env
    for name in TEMPLATES:
        environment.compile(text_of(name), name)


@every_page
def test_safe_is_explained_where_it_is_used(name: str) -> None:
    lines = text_of(name).splitlines()
    assert [line for line in lines if SAFE.search(line) and not WHY_SAFE.search(line)] == []


@every_page
def test_no_inline_style_or_handler(name: str) -> None:
    assert [tag for tag in tags(name) if INLINE.search(tag)] == []


@every_page
def test_scripts_come_from_files_and_styles_carry_a_nonce(name: str) -> None:
    scripts = [tag for tag in tags(name) if tag.lower().startswith("<script")]
    assert [tag for tag in scripts if not re.search(r"\ssrc\s*=", tag)] == []
    styles = [tag for tag in tags(name) if re.match(r"<style\b", tag, re.IGNORECASE)]
    assert [tag for tag in styles if "nonce=" not in tag] == []
