"""Money on paper: an amount of satang in figures and in the words that stand beside them."""

_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION = 1_000_000
SATANG_A_BAHT = 100


def baht(satang: int) -> str:
    """Return the amount in figures: 123450 satang is "1,234.50"; a debt has a leading minus."""
    whole, rest = divmod(abs(satang), SATANG_A_BAHT)
    return f"{'-' if satang < 0 else ''}{whole:,}.{rest:02}"


def baht_words(satang: int) -> str:
    """Return the amount as a Thai document spells it: 5000 satang is "ห้าสิบบาทถ้วน".

    Exact for every whole number of satang. Nothing is "ศูนย์บาทถ้วน"; less than a baht names its
    satang only; a negative amount begins with "ลบ".
    """
    if satang < 0:
        return "ลบ" + baht_words(-satang)
    whole, rest = divmod(satang, SATANG_A_BAHT)
    if not rest:
        return (number_words(whole) or "ศูนย์") + "บาทถ้วน"
    said = number_words(whole)
    return (said + "บาท" if said else "") + number_words(rest) + "สตางค์"


def number_words(number: int) -> str:
    """Return a count from 1 in Thai words, "" for 0; beyond a million in millions of millions."""
    millions, rest = divmod(number, _MILLION)
    if not millions:
        return _below_a_million(rest, first=True)
    return number_words(millions) + "ล้าน" + _below_a_million(rest, first=False)


def _below_a_million(number: int, *, first: bool) -> str:
    # A one in the last place is เอ็ด as soon as anything was said before it (11, 101, 1,000,001).
    said = ""
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            continue
        if place == 0 and digit == 1 and (said or not first):
            said += "เอ็ด"
        elif place == 1 and digit < 3:
            said += ("สิบ", "ยี่สิบ")[digit - 1]
        else:
            said += _DIGITS[digit] + _PLACES[place]
    return said
