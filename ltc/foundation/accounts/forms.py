"""Forms of accounts."""

from datetime import date
from typing import Any

from wtforms.validators import Optional, StopValidation

from ltc.foundation.accounts.rules import PASSWORD_LEAST
from ltc.foundation.accounts.terms import NewPerson
from ltc.foundation.web.fields import Choice, Hidden, Password, Text, ThaiDate, length, required
from ltc.foundation.web.forms import Form

NEW_PASSWORD_HELP = f"อย่างน้อย {PASSWORD_LEAST} ตัวอักษร พิมพ์เป็นประโยคที่จำได้ก็ได้ เช่น ชื่อดอกไม้สามชนิดติดกัน"


class SignInForm(Form):
    """Name and password."""

    username = Text("ชื่อผู้ใช้", [required("กรุณาพิมพ์ชื่อผู้ใช้"), length(60)])
    password = Password("รหัสผ่าน", [required("กรุณาพิมพ์รหัสผ่าน"), length(200)])
    next = Hidden(validators=[Optional()])


class RoleForm(Form):
    """Which of my roles to go on in."""

    holding = Choice("หน้าที่")


def _same(form: Any, field: Any) -> None:
    """Ask for the new password a second time."""
    if field.data != form.password.data:
        raise StopValidation("พิมพ์สองครั้งไม่เหมือนกัน กรุณาพิมพ์ใหม่ทั้งสองช่อง")


# Made anew for each form, so that errors are told in the order of the page.
def _new_password() -> Password:
    return Password(
        "รหัสผ่านใหม่", [required("กรุณาตั้งรหัสผ่าน"), length(200)], description=NEW_PASSWORD_HELP
    )


def _once_more() -> Password:
    return Password("รหัสผ่านใหม่อีกครั้ง", [required("กรุณาพิมพ์รหัสผ่านอีกครั้ง"), _same])


class CodeForm(Form):
    """The first way in: name and code from paper, and a password of one's own."""

    username = Text("ชื่อผู้ใช้", [required("กรุณาพิมพ์ชื่อผู้ใช้"), length(60)])
    code = Text(
        "รหัสบนกระดาษ", [required("กรุณาพิมพ์ตัวเลขบนกระดาษ"), length(60)], description="ตัวเลข 12 ตัว"
    )
    password = _new_password()
    again = _once_more()


class MyPasswordForm(Form):
    """One's own password, old and new."""

    old = Password("รหัสผ่านเดิม", [required("กรุณาพิมพ์รหัสผ่านเดิม"), length(200)])
    password = _new_password()
    again = _once_more()


class PersonForm(Form):
    """Name and telephone of somebody who signs in."""

    name = Text("ชื่อและนามสกุล", [required("กรุณาพิมพ์ชื่อและนามสกุล"), length(120)])
    phone = Text("เบอร์โทร", [Optional(), length(20)])


class NewPersonForm(PersonForm):
    """Somebody who is to sign in, with a first role."""

    username = Text(
        "ชื่อผู้ใช้", [required("กรุณาพิมพ์ชื่อผู้ใช้"), length(60)],
        description="อักษรอังกฤษหรือไทย เลข 0–9 หรือ . _ - ไม่เว้นวรรค เช่น somsri.b",
    )  # fmt: skip
    role = Choice("หน้าที่", [required("กรุณาเลือกหน้าที่")])
    held_from = ThaiDate("เริ่มวันที่", [required("กรุณากรอกวันเริ่ม")])

    def to_draft(self) -> NewPerson:
        """Return what was filled in."""
        return NewPerson(
            self.username.data, self.name.data, self.phone.data or "", self.role.data,
            self.held_from.data,
        )  # fmt: skip


class GrantForm(Form):
    """One more role, from a day on."""

    role = Choice("หน้าที่", [required("กรุณาเลือกหน้าที่")])
    held_from = ThaiDate("เริ่มวันที่", [required("กรุณากรอกวันเริ่ม")])

    @property
    def day(self) -> date:
        """Return the day; the form was validated before."""
        found: date = self.held_from.data
        return found
