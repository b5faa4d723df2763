"""The press: data in, PDF/A-2b out, the same bytes for the same data.

Data go in as JSON beside the template and never into its source, so nothing that somebody typed can
become a command of the typesetter. typst is loaded by the first paper, not at the start.
"""

import functools
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ltc.foundation.printing.letters import drawable
from ltc.foundation.printing.terms import Block, Paper, Stamp
from ltc.settings import CHECKOUT

TEMPLATES = CHECKOUT / "templates" / "print"
MADE_AT = 1_767_225_600  # a fixed instant: the day of issue stands on the paper, in words
STANDARD = "a-2b"  # for archives: fonts inside, nothing from elsewhere


def pdf(template: str, data: Mapping[str, Any], *, is_tagged: bool = True) -> bytes:
    """Return a template of ``templates/print`` filled with ``data``.

    Tags let a screen reader say what is a heading and what a cell; they make a file of many papers
    four times as large.
    """
    made = _compile(
        template, data, format="pdf", pdf_standards=[STANDARD], timestamp=MADE_AT,
        pdf_tags=is_tagged,
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def pictures(template: str, data: Mapping[str, Any], *, dots: float = 100) -> list[bytes]:
    """Return the pages as PNG, ``dots`` an inch: what a camera or a person would see."""
    made = _compile(template, data, format="png", ppi=dots)
    return [made] if isinstance(made, bytes) else list(made)


def papers_pdf(papers: Sequence[tuple[Paper, Stamp]]) -> bytes:
    """Return papers one after another as one PDF, each with its own code and page numbers."""
    return pdf("papers.typ", papers_data(papers))


def many_pdfs(papers: Sequence[tuple[Paper, Stamp]]) -> bytes:
    """Return the papers of many people as one PDF, to be printed and not read aloud: no tags."""
    return pdf("papers.typ", papers_data(papers), is_tagged=False)


def papers_data(papers: Sequence[tuple[Paper, Stamp]]) -> dict[str, Any]:
    """Return what the template of all papers is filled with."""
    return {"papers": [_paper(paper, stamp) for paper, stamp in papers]}


def _paper(paper: Paper, stamp: Stamp) -> dict[str, Any]:
    return {
        "title": paper.title_th, "town": paper.town_th, "about": paper.about_th,
        "wide": paper.is_wide, "large": paper.is_large, "number": stamp.number,
        "issued": stamp.issued_th, "code": _drawn(stamp.code_text),
        "blocks": [_block(block) for block in paper.blocks],
    }  # fmt: skip


def _block(block: Block) -> Block:
    return {**block, "drawn": _drawn(block["text"])} if block["kind"] == "code" else block


def _drawn(text: str) -> str:
    """Return a code as an SVG of its own; error correction M: a folded sheet still reads.

    The mask is fixed: choosing the best of eight takes most of the time, and any of them reads.
    """
    import segno  # not above: few requests draw one

    written = io.BytesIO()
    segno.make(text, error="m", micro=False, mask=2).save(
        written, kind="svg", xmldecl=False, border=2, omitsize=True, light="#ffffff"
    )
    return written.getvalue().decode()


def _compile(template: str, data: Mapping[str, Any], **how: Any) -> Any:
    import typst  # not above: 80 MB that most requests never need

    return typst.compile(
        str(TEMPLATES / template), root=str(TEMPLATES), font_paths=_fonts(),
        sys_inputs={"data": json.dumps(drawable(data), ensure_ascii=False)}, **how,
    )  # fmt: skip


@functools.cache
def _fonts() -> Any:
    """Return Sarabun and nothing else: what the machine happens to have must not change a paper."""
    import fontpkg_sarabun
    import typst

    folder = Path(fontpkg_sarabun.__file__).parent / "files"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )
