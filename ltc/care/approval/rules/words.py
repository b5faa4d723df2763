"""How a meeting is named in speech and on paper."""


def meeting_words(number: int, year: int) -> str:
    """Return a round's name as it stands on the form: ครั้งที่ 2/2569."""
    return f"ประชุมคณะอนุกรรมการ ครั้งที่ {number}/{year}"
