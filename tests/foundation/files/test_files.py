"""Photos and voices: told by their bytes, freed of what the camera wrote, sealed, kept apart."""

from io import BytesIO

import pytest
from cryptography.exceptions import InvalidTag
from PIL import Image
from sqlmodel import Session, select

from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.files.actions import keep_file
from ltc.foundation.files.models import StoredContent, StoredFile
from ltc.foundation.files.queries import content_of, get_file
from ltc.foundation.files.rules import recognise
from tests.cast import AT, Cast

PLACE = 0x8825  # the EXIF block where a telephone writes where it stood


def photo(size: tuple[int, int] = (400, 300), kind: str = "JPEG", **more: object) -> bytes:
    """Return a made-up photo as a telephone would send it."""
    written = BytesIO()
    Image.new("RGB", size, "#a04020").save(written, kind, **more)
    return written.getvalue()


def photo_with_place() -> bytes:
    """Return a photo that carries the place where it was taken, turned by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif.get_ifd(PLACE)[1] = "N"
    exif.get_ifd(PLACE)[2] = (18.0, 34.0, 12.0)
    return photo((400, 300), exif=exif)


@pytest.mark.parametrize(
    ("begins", "mime"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", "audio/wav"),
        (b"\x1a\x45\xdf\xa3", "audio/webm"),
        (b"OggS", "audio/ogg"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"ID3\x03", "audio/mpeg"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(begins: bytes, mime: str) -> None:
    assert recognise(begins).mime == mime


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"<svg onload=alert(1)>", "file_unknown"),
        (b"%PDF-1.7", "file_unknown"),
        (b"MZ\x90", "file_unknown"),
        (b"\xff\xd8\xff" + b"0" * 13_000_000, "file_too_large"),
        (b"OggS" + b"0" * 4_000_000, "file_too_large"),
    ],
)
def test_anything_else_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(RuleViolation) as broken:
        recognise(data)
    assert broken.value.code == code


def keep(session: Session, cast: Cast, data: bytes) -> StoredFile:
    """Keep a photo of Boonmee."""
    return keep_file(
        session, data, elder_id=cast.boonmee_id, field_class="F2", field="photos",
        by=cast.actor("som"), at=AT,
    )  # fmt: skip


def test_a_photo_loses_its_place_and_stands_upright(session: Session, cast: Cast) -> None:
    row = keep(session, cast, photo_with_place())
    with Image.open(BytesIO(content_of(session, row))) as kept:
        assert not kept.getexif()
        assert kept.size == (300, 400)
    assert (row.width, row.height, row.mime) == (300, 400, "image/jpeg")


def test_a_large_photo_is_made_small(session: Session, cast: Cast) -> None:
    row = keep(session, cast, photo((4000, 3000), "PNG"))
    assert (row.width, row.height) == (1600, 1200)


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0 broken", photo()[:200], photo()[:-400]])
def test_a_broken_photo_is_refused_at_its_field(session: Session, cast: Cast, data: bytes) -> None:
    with pytest.raises(RuleViolation) as broken:
        keep(session, cast, data)
    assert (broken.value.code, broken.value.field) == ("file_unreadable", "photos")


def test_a_picture_with_too_many_pixels_is_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(RuleViolation) as broken:
        keep(session, cast, photo((20_000, 20_000), "PNG"))
    assert broken.value.code == "file_unreadable"


def test_the_content_is_sealed_for_its_own_row(session: Session, cast: Cast) -> None:
    one, other = keep(session, cast, photo()), keep(session, cast, photo())
    stored = session.exec(select(StoredContent)).all()
    assert not any(b"JFIF" in content.sealed for content in stored)
    mine = session.get(StoredContent, one.id)
    theirs = session.get(StoredContent, other.id)
    assert mine
    assert theirs
    mine.sealed = theirs.sealed
    with pytest.raises(InvalidTag):
        content_of(session, one)


def test_a_file_of_another_elder_is_not_found(session: Session, cast: Cast) -> None:
    row = keep(session, cast, photo())
    with pytest.raises(NotFound):
        get_file(session, row.id, elder_id=new_id())
