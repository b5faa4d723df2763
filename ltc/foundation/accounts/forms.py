"""Forms of accounts."""

from wtforms.validators import Optional

from ltc.foundation.web.fields import Choice, Hidden, Password, Text, length, required
from ltc.foundation.web.forms import Form


class SignInForm(Form):
    """Name and password."""

    username = Text("ชื่อผู้ใช้", [required("กรุณาพิมพ์ชื่อผู้ใช้"), length(60)])
    password = Password("รหัสผ่าน", [required("กรุณาพิมพ์รหัสผ่าน"), length(200)])
    next = Hidden(validators=[Optional()])


class RoleForm(Form):
    """Which of my roles to go on in."""

    holding = Choice("หน้าที่")
