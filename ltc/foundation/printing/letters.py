"""Which letters our font can draw. An archive PDF refuses a letter without a drawing altogether."""

import functools
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STAND_IN = "◊"  # in the font; shows that something stood here that paper cannot show
KEPT = "\n"


def drawable(data: Any) -> Any:
    """Return plain data with every letter that the font lacks replaced, in all its texts.

    An emoji or a letter of another script becomes ``STAND_IN``; what is invisible anyway goes.
    """
    if isinstance(data, str):
        return data if data.isascii() and data.isprintable() else _text(data)
    if isinstance(data, dict):
        return {key: drawable(value) for key, value in data.items()}
    return [drawable(one) for one in data] if isinstance(data, list | tuple) else data


def _text(text: str) -> str:
    known = letters()
    return "".join(
        one if one in KEPT or ord(one) in known else _instead(one)
        for one in unicodedata.normalize("NFC", text)
    )


def _instead(one: str) -> str:
    if one.isspace():
        return " "
    return "" if unicodedata.category(one)[0] in "CM" else STAND_IN


@functools.cache
def letters() -> frozenset[int]:
    """Return the code points that both weights in use can draw."""
    return _of("Sarabun-Regular.ttf") & _of("Sarabun-Bold.ttf")


def _of(name: str) -> frozenset[int]:
    import fontpkg_sarabun

    data = (Path(fontpkg_sarabun.__file__).parent / "files" / name).read_bytes()
    return frozenset(_mapped(data, _table(data, b"cmap")))


def _table(data: bytes, tag: bytes) -> int:
    """Return where a table of a font file begins (OpenType specification, table directory)."""
    for place in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
        if data[place : place + 4] == tag:
            found: int = struct.unpack_from(">I", data, place + 8)[0]
            return found
    raise ValueError(f"the font has no table {tag!r}")


def _mapped(data: bytes, cmap: int) -> Iterator[int]:
    """Yield the code points of the font's basic table (OpenType specification, cmap format 4)."""
    for place in range(cmap + 4, cmap + 4 + 8 * struct.unpack_from(">H", data, cmap + 2)[0], 8):
        start = cmap + struct.unpack_from(">I", data, place + 4)[0]
        if struct.unpack_from(">H", data, start)[0] != 4:
            continue
        pairs = struct.unpack_from(">H", data, start + 6)[0] // 2
        ends = struct.unpack_from(f">{pairs}H", data, start + 14)
        firsts = struct.unpack_from(f">{pairs}H", data, start + 16 + 2 * pairs)
        deltas = struct.unpack_from(f">{pairs}H", data, start + 16 + 4 * pairs)
        offsets_at = start + 16 + 6 * pairs
        offsets = struct.unpack_from(f">{pairs}H", data, offsets_at)
        for part in range(pairs):
            for point in range(firsts[part], min(ends[part], 0xFFFE) + 1):
                glyph = point + deltas[part]
                if offsets[part]:
                    at = offsets_at + 2 * part + offsets[part] + 2 * (point - firsts[part])
                    glyph = struct.unpack_from(">H", data, at)[0]
                if glyph & 0xFFFF:
                    yield point
