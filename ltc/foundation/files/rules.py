"""What a file is, told by its bytes and never by its name. Pure."""

from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.files.terms import MOST_BYTES, MOST_VOICE_BYTES, FileKind, Recognised

# How each kind of file begins, as its own specification says (JFIF, PNG, RIFF/WebP, Matroska, Ogg,
# ISO base media, MPEG audio, WAVE).
_IMAGES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
_VOICES = (
    (b"\x1a\x45\xdf\xa3", "audio/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
)


def recognise(data: bytes) -> Recognised:
    """Return what ``data`` is.

    Raises RuleViolation ``file_empty``, ``file_too_large`` or ``file_unknown``.
    """
    if not data:
        raise RuleViolation("file_empty", "ไฟล์นี้ว่างเปล่า กรุณาเลือกใหม่")
    if len(data) > MOST_BYTES:
        raise RuleViolation("file_too_large", "ไฟล์ใหญ่เกินไป (ไม่เกิน 12 เมกะไบต์)")
    found = _by_first_bytes(data)
    if found is None:
        raise RuleViolation(
            "file_unknown", "เปิดไฟล์นี้ไม่ได้ ใช้ได้เฉพาะรูป (JPG, PNG, WebP) หรือเสียงที่อัดจากเครื่อง"
        )
    if found.kind is FileKind.VOICE and len(data) > MOST_VOICE_BYTES:
        raise RuleViolation("file_too_large", "เสียงยาวเกินไป กรุณาอัดไม่เกิน 5 นาที")
    return found


def _by_first_bytes(data: bytes) -> Recognised | None:
    for begins, mime in _IMAGES:
        if data.startswith(begins):
            return Recognised(FileKind.IMAGE, mime)
    for begins, mime in _VOICES:
        if data.startswith(begins):
            return Recognised(FileKind.VOICE, mime)
    if data[:4] == b"RIFF":
        if data[8:12] == b"WEBP":
            return Recognised(FileKind.IMAGE, "image/webp")
        if data[8:12] == b"WAVE":
            return Recognised(FileKind.VOICE, "audio/wav")
    if data[4:8] == b"ftyp" and data[8:11] in (b"M4A", b"mp4", b"iso"):
        return Recognised(FileKind.VOICE, "audio/mp4")
    return None
