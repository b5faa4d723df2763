"""The 13-digit national ID (เลขประจำตัวประชาชน): reading, checking, printing, masking.

Source: check digit of the Department of Provincial Administration, s = sum of d[i] * (14 - i) for
i = 1..12, d13 = (11 - s mod 11) mod 10. Made-up people use numbers that begin with 9.
"""

import re

from ltc.foundation.core.errors import RuleViolation

_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_NOISE = re.compile(r"[\s\-\u200b-\u200d\u2060\ufeff]+")


def check_digit(first_twelve: str) -> str:
    """Return the thirteenth digit that belongs to ``first_twelve`` (twelve digits)."""
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(first_twelve))
    return str((11 - total % 11) % 10)


def parse(text: str, field: str | None = None) -> str:
    """Return thirteen Arabic digits from what a person typed or pasted.

    Thai digits, spaces, hyphens and invisible characters are accepted. Raises RuleViolation
    ``citizen_id_shape`` or ``citizen_id_check`` with a sentence for the form.
    """
    digits = _NOISE.sub("", text.translate(_THAI_DIGITS))
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise RuleViolation("citizen_id_shape", "เลขประจำตัวประชาชนต้องมี 13 หลัก กรุณาตรวจอีกครั้ง", field)
    if check_digit(digits[:12]) != digits[12]:
        raise RuleViolation(
            "citizen_id_check", "เลขประจำตัวประชาชนนี้ไม่ถูกต้อง อาจพิมพ์สลับหรือผิดหนึ่งหลัก", field
        )
    return digits


def pretty(digits: str) -> str:
    """Return the printed form ``X-XXXX-XXXXX-XX-X``."""
    return f"{digits[0]}-{digits[1:5]}-{digits[5:10]}-{digits[10:12]}-{digits[12]}"


def masked(digits: str) -> str:
    """Return the printed form with all but the first and the last three digits hidden."""
    return f"{digits[0]}-xxxx-xxxx{digits[9]}-{digits[10:12]}-{digits[12]}"
