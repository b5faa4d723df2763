"""Drawn wounds for the demonstration: plainly artificial, with a ruler and words that say so."""

from functools import cache
from io import BytesIO
from pathlib import Path

import fontpkg_sarabun

SIZE = (640, 480)
PER_MM = 5.2
SKIN, PALE = "#e3b491", "#d69b80"
DEPTHS = {  # rim, flesh, and what lies in it, by stage; "" is a wound without a stage
    "": ("#b9685a", "#b23a3a", "#d9b24a"),
    "1": ("#d98a7a", "#d07a6c", ""),
    "2": ("#c47262", "#cc5750", ""),
    "3": ("#a85a4c", "#b03c3c", "#e0c36a"),
    "4": ("#8f4a40", "#8c2a2e", "#efe3c0"),
    "u": ("#9a5a4c", "#3d2f2b", "#5a4636"),
}
FONT = Path(fontpkg_sarabun.__file__).parent / "files" / "Sarabun-Bold.ttf"
WORDS = "ภาพวาดสมมติ ไม่ใช่คนจริง"


@cache
def wound_picture(stage: str, length_mm: int, width_mm: int) -> bytes:
    """Return a JPEG of a drawn wound, as large beside its ruler as it was measured."""
    # Here and not above: the library costs memory that no other start needs.
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", SIZE, SKIN)
    draw = ImageDraw.Draw(picture)
    middle = (SIZE[0] / 2, SIZE[1] / 2 - 30)
    rim, flesh, inside = DEPTHS[stage]
    half = (length_mm * PER_MM / 2, width_mm * PER_MM / 2)
    for more, colour in ((1.35, PALE), (1.12, rim), (1.0, flesh)):
        draw.ellipse(_box(middle, half, more), fill=colour)
    if inside:
        draw.ellipse(_box((middle[0] - half[0] * 0.2, middle[1]), half, 0.45), fill=inside)
    draw.rectangle((60, 375, 580, 412), fill="#ffffff", outline="#333333")
    for centimetre in range(11):
        x = 60 + centimetre * PER_MM * 10
        draw.line((x, 375, x, 393), fill="#333333", width=2)
    font = ImageFont.truetype(str(FONT), 26)
    draw.text((60, 425), WORDS, fill="#333333", font=font)
    written = BytesIO()
    picture.save(written, "JPEG", quality=82)
    return written.getvalue()


def _box(
    middle: tuple[float, float], half: tuple[float, float], part: float
) -> tuple[float, float, float, float]:
    x, y = half[0] * part, half[1] * part
    return (middle[0] - x, middle[1] - y, middle[0] + x, middle[1] + y)
