"""Acts and outcomes in words, for the pages that show the audit."""

OUTCOMES = {"done": "สำเร็จ", "refused": "ไม่อนุญาต"}

ACTS = {
    "elder.registered": "ลงทะเบียน",
    "elder.corrected": "แก้ไขข้อมูลทะเบียน",
    "citizen_id.shown": "เปิดดูเลขประชาชน",
    "circumstances.written": "บันทึกความเป็นอยู่",
    "care_team_member.joined": "เพิ่มคนในทีมดูแล",
    "care_team_member.left": "ให้ออกจากทีมดูแล",
    "sign_in.opened": "เข้าสู่ระบบ",
    "sign_in.closed": "ออกจากระบบ",
    "sign_in.failed": "เข้าสู่ระบบไม่สำเร็จ",
    "sign_in.role_taken": "เปลี่ยนหน้าที่",
    "user_account.added": "เพิ่มผู้ใช้",
    "role_holding.granted": "ให้หน้าที่",
}


def act_word(action: str) -> str:
    """Return an act in Thai; one without words of its own is shown as it is stored."""
    return ACTS.get(action, action)


def outcome_word(outcome: str) -> str:
    """Return an outcome in Thai."""
    return OUTCOMES.get(outcome, outcome)
