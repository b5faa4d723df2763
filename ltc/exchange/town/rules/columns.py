"""The columns of each kind of file, and finding them by their headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ltc.exchange.town.terms import Cell, Column, Kind, Line
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import searchable

_ID = Column(
    "citizen_id", "เลขประจำตัวประชาชน", "13 หลัก มีขีดหรือเว้นวรรคได้", "1-1000-00000-00-1", 40,
    also=("เลขประชาชน", "เลขบัตรประชาชน", "เลขบัตร", "เลข 13 หลัก", "pid", "cid", "citizen id"),
)  # fmt: skip
_GIVEN = Column(
    "given_name", "ชื่อ", "ไม่รวมคำนำหน้าและนามสกุล", "บุญมี", 80, is_required=True,
    also=("ชื่อตัว", "ชื่อผู้สูงอายุ", "ชื่อสกุล", "ชื่อนามสกุล", "name", "fname"),
)  # fmt: skip
_FAMILY = Column(
    "family_name", "นามสกุล", "ว่างได้ถ้าไม่มี", "ใจดี", 80, also=("สกุล", "ชื่อสกุล", "surname", "lname")
)
_BORN = Column(
    "born_on", "วันเกิด", "วัน/เดือน/ปี พ.ศ. 4 หลัก ถ้ารู้แต่ปีให้ใส่เฉพาะปี ถ้าไม่รู้ให้เว้นว่าง",
    "13/4/2487", 40, also=("วันเดือนปีเกิด", "วัน เดือน ปีเกิด", "เกิด", "ปีเกิด", "birth", "dob"),
)  # fmt: skip

PEOPLE = (
    Column("prefix", "คำนำหน้า", "นาย นาง น.ส. พระ แม่ชี …", "นาย", 40, is_required=True,
           also=("คำนำหน้าชื่อ", "คำนำ", "title", "prename")),
    _GIVEN,
    _FAMILY,
    Column("sex", "เพศ", "ชาย หรือ หญิง เว้นว่างได้ถ้าคำนำหน้าบอกอยู่แล้ว", "ชาย", 20,
           also=("sex", "gender")),
    _BORN,
    _ID,
    Column("no_id_reason", "เหตุที่ไม่มีเลข", "ใส่เมื่อไม่มีเลขประชาชน: ยังไม่เห็นบัตร บัตรหาย "
           "ไม่มีสถานะทางทะเบียน ไม่อยากให้เลข", "", 60, also=("เหตุผลที่ไม่มีเลข",)),
    Column("community", "ชุมชน", "ชื่อชุมชนตามที่มีในระบบ", "จามเทวี", 120, is_required=True,
           also=("ชื่อชุมชน", "หมู่บ้าน", "community")),
    Column("house_no", "บ้านเลขที่", "คนที่บ้านเลขที่และซอยเดียวกันอยู่บ้านเดียวกัน", "12/3", 30,
           is_required=True, also=("เลขที่บ้าน", "ที่อยู่", "house")),
    Column("lane", "ซอย ถนน", "ว่างได้", "ซอย 2", 120, also=("ซอย", "ถนน", "ตรอก", "soi")),
    Column("landmark", "จุดสังเกต", "ช่วยให้หาบ้านเจอ ว่างได้", "หลังวัด", 300, also=("ที่สังเกต",)),
    Column("phone", "เบอร์โทร", "9–10 หลัก ว่างได้", "0812345678", 20,
           also=("โทรศัพท์", "เบอร์", "เบอร์โทรศัพท์", "โทร", "มือถือ", "phone", "tel")),
    Column("is_not_duplicate", "ตรวจแล้วเป็นคนละคน", "ใส่ ใช่ เมื่อชื่อซ้ำกับคนอื่นแต่ตรวจแล้วว่าเป็นคนละคน",
           "", 20, also=("คนละคน",)),
)  # fmt: skip

ADL_ITEMS = (
    ("feeding", "กินข้าว", "0–2", "2", ("รับประทานอาหาร", "กินอาหาร", "feeding")),
    ("grooming", "ล้างหน้าแปรงฟัน", "0–1", "1", ("ล้างหน้า", "grooming")),
    ("transfer", "ลุกนั่งจากเตียง", "0–3", "3", ("ลุกนั่ง", "ลุกจากที่นอน", "transfer")),
    ("toilet", "ใช้ห้องน้ำ", "0–2", "2", ("ห้องน้ำ", "toilet")),
    ("mobility", "เดินในบ้าน", "0–3", "3", ("การเคลื่อนที่", "เคลื่อนที่", "mobility")),
    ("dressing", "ใส่เสื้อผ้า", "0–2", "2", ("สวมใส่เสื้อผ้า", "dressing")),
    ("stairs", "ขึ้นลงบันได", "0–2", "2", ("บันได", "stairs")),
    ("bathing", "อาบน้ำ", "0–1", "1", ("bathing",)),
    ("bowels", "กลั้นอุจจาระ", "0–2", "2", ("การกลั้นอุจจาระ", "อุจจาระ", "bowels")),
    ("bladder", "กลั้นปัสสาวะ", "0–2", "2", ("การกลั้นปัสสาวะ", "ปัสสาวะ", "bladder")),
)  # fmt: skip
_WHO = (
    replace(_ID, help_th="13 หลัก ถ้าไม่มี ใส่ชื่อ นามสกุล และวันเกิด"),
    replace(_GIVEN, help_th="ใส่เมื่อไม่มีเลขประชาชน", is_required=False),
    replace(_FAMILY, help_th="ใส่เมื่อไม่มีเลขประชาชน"),
    replace(_BORN, help_th="ช่วยแยกคนชื่อเดียวกัน"),
)
ADL = (
    *_WHO,
    Column("assessed_on", "วันที่ประเมิน", "วัน/เดือน/ปี พ.ศ. 4 หลัก", "15/9/2569", 40, is_required=True,
           also=("วันประเมิน", "วันที่", "date")),
    *(Column(key, label, f"คะแนน {span} ถ้ามีแต่คะแนนรวม เว้นทั้งสิบข้อ", example, 10, also=also)
      for key, label, span, example, also in ADL_ITEMS),
    Column("total", "คะแนนรวม", "0–20 ถ้าใส่ครบสิบข้อแล้ว ว่างได้ หรือต้องเท่ากับผลบวก", "20", 10,
           also=("รวม", "คะแนน", "adl", "total")),
    Column("method", "รู้จาก", "เห็นทำด้วยตา ถามผู้สูงอายุ หรือ ถามญาติ เว้นว่างคือ ถามผู้สูงอายุ",
           "เห็นทำด้วยตา", 40, also=("วิธีประเมิน",)),
    Column("rater", "ผู้ประเมิน", "ชื่อคนที่ประเมินครั้งนั้น เก็บไว้เป็นหมายเหตุ", "นก แสงทอง", 120,
           also=("ประเมินโดย", "ผู้คัดกรอง")),
)  # fmt: skip
TEAMS = (
    *_WHO,
    Column("team_role", "ทำหน้าที่", "ผู้จัดการการดูแล ผู้ดูแลผู้สูงอายุ พยาบาล อสม. ญาติ …", "อสม.", 60,
           is_required=True, also=("หน้าที่", "บทบาท", "role")),
    Column("username", "ชื่อผู้ใช้ในระบบ", "ถ้าเป็นเจ้าหน้าที่ที่มีบัญชีแล้ว", "", 60, also=("ชื่อผู้ใช้", "username")),
    Column("member_name", "ชื่อคนในทีม", "ถ้าไม่มีบัญชี เช่น ญาติ หรือ อสม.", "แดง ใจดี", 120,
           also=("ชื่อผู้ดูแล", "ชื่อทีม", "ชื่อ อสม.")),
    Column("relation", "เป็นอะไรกับผู้สูงอายุ", "ว่างได้", "เพื่อนบ้าน", 60, also=("ความสัมพันธ์", "เกี่ยวข้องเป็น")),
    Column("member_phone", "เบอร์โทรคนในทีม", "9–10 หลัก ว่างได้", "0811111111", 20, also=("เบอร์โทร",)),
    Column("active_from", "ตั้งแต่วันที่", "วัน/เดือน/ปี พ.ศ. เว้นว่างคือ วันนี้", "1/10/2569", 40,
           also=("เริ่มวันที่", "วันที่เริ่ม")),
)  # fmt: skip

STAFF = (
    Column("staff_name", "ชื่อและนามสกุล", "ไม่ต้องใส่คำนำหน้า", "สมศรี บุญมา", 120, is_required=True,
           also=("ชื่อ", "ชื่อนามสกุล", "ชื่อสกุล", "ชื่อผู้ดูแล", "name")),
    Column("username", "ชื่อผู้ใช้", "อักษรอังกฤษหรือไทย เลข 0–9 หรือ . _ - ไม่เว้นวรรค ห้ามซ้ำ", "somsri.b", 60,
           is_required=True, also=("ชื่อผู้ใช้ในระบบ", "username", "user", "login")),
    Column("staff_role", "หน้าที่", "ผู้ดูแลผู้สูงอายุ ผู้จัดการการดูแล พยาบาลทีมหมอครอบครัว หมอครอบครัว",
           "ผู้ดูแลผู้สูงอายุ", 60, is_required=True, also=("บทบาท", "ตำแหน่ง", "role")),
    Column("staff_phone", "เบอร์โทร", "9–10 หลัก ว่างได้", "0811111111", 20,
           also=("โทรศัพท์", "เบอร์", "มือถือ", "phone", "tel")),
    Column("held_from", "เริ่มวันที่", "วัน/เดือน/ปี พ.ศ. เว้นว่างคือ วันนี้", "1/10/2569", 40,
           also=("ตั้งแต่วันที่", "วันที่เริ่ม", "วันเริ่มงาน")),
    Column("course", "หลักสูตรที่จบ", "เช่น ผู้ดูแลผู้สูงอายุ 70 ชั่วโมง ว่างได้ ใส่แล้วต้องใส่วันที่ออกใบรับรองด้วย",
           "ผู้ดูแลผู้สูงอายุ 70 ชั่วโมง", 120, also=("หลักสูตร", "อบรม", "ใบรับรอง", "course")),
    Column("issued_on", "วันที่ออกใบรับรอง", "วัน/เดือน/ปี พ.ศ. 4 หลัก", "30/9/2568", 40,
           also=("วันที่จบ", "จบเมื่อ", "ออกให้เมื่อ")),
    Column("holds_until", "ใบรับรองใช้ได้ถึง", "วันสุดท้ายที่ใช้ได้ ว่างคือ ไม่มีวันหมดอายุ", "30/9/2571", 40,
           also=("ใช้ได้ถึงวันที่", "หมดอายุ", "วันหมดอายุ")),
    Column("certificate_no", "เลขที่ใบรับรอง", "ว่างได้", "", 60, also=("เลขที่",)),
)  # fmt: skip

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    Kind.PEOPLE: PEOPLE, Kind.ADL: ADL, Kind.TEAMS: TEAMS, Kind.STAFF: STAFF,
}  # fmt: skip
_BY_KEY = {(str(kind), one.key): one for kind, columns in COLUMNS.items() for one in columns}
_SEARCHED_ROWS = 20


def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the columns a kind of file may have, in the order of the template."""
    return COLUMNS[kind]


def column(kind: str, key: str) -> Column | None:
    """Return one column, or None."""
    return _BY_KEY.get((str(kind), key))


def heading_place(kind: str, head: Sequence[Line]) -> int:
    """Return the place in ``head`` of the row that holds the headings.

    Titles above a table are passed over: the row with most known headings counts, the first of
    equals; without any known one the first row.
    """
    found = [len(guess(kind, line.cells)) for line in head[:_SEARCHED_ROWS]]
    return found.index(max(found)) if found else 0


def headings_of(line: Line) -> list[str]:
    """Return the headings as words; a column without one is named by its place."""
    return [
        cell.strip()[:80] if isinstance(cell, str) and cell.strip() else f"คอลัมน์ที่ {place}"
        for place, cell in enumerate(line.cells, 1)
    ]


def guess(kind: str, headings: Sequence[Cell]) -> dict[str, int]:
    """Return which column of the file is which of ours, as far as the headings tell."""
    names = [searchable(_bare(cell)) if isinstance(cell, str) else "" for cell in headings]
    found: dict[str, int] = {}
    for one in COLUMNS[kind]:
        wanted = [searchable(word) for word in (one.label_th, *one.also)]
        places = (names.index(word) for word in wanted if word in names)
        place = next((at for at in places if at not in found.values()), None)
        if place is not None:
            found[one.key] = place
    return found


def _bare(heading: str) -> str:
    """Return a heading without its star and without what stands in brackets."""
    return re.sub(r"\([^)]*\)|\*", "", heading)


def checked_mapping(kind: str, mapping: Mapping[str, int], width: int) -> dict[str, int]:
    """Return a mapping that can be used.

    Raises RuleViolation at the column's key: ``column_missing``, ``column_twice``,
    ``column_unknown``; for past ADL and teams ``nobody_named`` when no column says who it is about.
    """
    chosen = {key: place for key, place in mapping.items() if column(kind, key)}
    for one in COLUMNS[kind]:
        if one.is_required and one.key not in chosen:
            raise RuleViolation("column_missing", f"กรุณาเลือกว่าคอลัมน์ไหนคือ “{one.label_th}”", one.key)
    taken: set[int] = set()
    for key, place in chosen.items():
        if not 0 <= place < width:
            raise RuleViolation("column_unknown", "ไม่มีคอลัมน์นี้ในแฟ้ม กรุณาเลือกใหม่", key)
        if place in taken:
            raise RuleViolation("column_twice", "คอลัมน์เดียวกันถูกเลือกสองครั้ง", key)
        taken.add(place)
    if kind in (Kind.ADL, Kind.TEAMS) and not {"citizen_id", "given_name"} & set(chosen):
        raise RuleViolation("nobody_named", "กรุณาเลือกคอลัมน์เลขประชาชน หรือชื่อ", "citizen_id")
    if kind == Kind.ADL:
        _check_scored(chosen)
    return chosen


def _check_scored(chosen: Mapping[str, int]) -> None:
    """Refuse a file of which neither all ten items nor a total is to be read."""
    missing = [key for key, *_ in ADL_ITEMS if key not in chosen]
    if len(missing) == len(ADL_ITEMS) and "total" not in chosen:
        raise RuleViolation("nothing_scored", "กรุณาเลือกคอลัมน์ของทั้งสิบข้อ หรือคะแนนรวม", "total")
    if missing and len(missing) < len(ADL_ITEMS):
        raise RuleViolation("items_missing", "กรุณาเลือกให้ครบสิบข้อ หรือไม่เลือกเลยสักข้อ", missing[0])
