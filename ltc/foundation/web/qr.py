"""QR codes as pictures inside a page: drawn by the server, readable from paper."""

from markupsafe import Markup


def qr_svg(text: str, *, scale: int = 5) -> Markup:
    """Return a QR code of ``text`` as SVG with its own white ground, for light and dark pages.

    Error correction M: a folded or stained sheet still reads.
    """
    import segno  # not above: few requests draw one

    drawn = segno.make(text, error="m", micro=False)
    return Markup(
        drawn.svg_inline(
            scale=scale, border=4, light="#ffffff", dark="#000000", omitsize=True,
            svgclass="qr", lineclass=None,
        )
    )  # fmt: skip
