"""Codes on a photographed sheet: read where the photo arrives, so that it finds its own place."""

from io import BytesIO

from ltc.foundation.core.errors import RuleViolation

LONG_SIDE = 2_400  # beyond that a code reads no better, and reading takes longer


def codes_in(data: bytes, field: str) -> list[str]:
    """Return the texts of all codes in a photo, each once.

    Raises RuleViolation ``file_unreadable`` at ``field`` for what is no photo.
    """
    import zxingcpp  # not above: few requests carry a photo
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            opened.draft("L", (LONG_SIDE, LONG_SIDE))
            picture = opened.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError,
            Image.DecompressionBombError) as problem:  # fmt: skip
        raise RuleViolation("file_unreadable", "เปิดรูปนี้ไม่ได้ กรุณาถ่ายใหม่", field) from problem
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return list(dict.fromkeys(one.text for one in zxingcpp.read_barcodes(picture, formats=only)))
