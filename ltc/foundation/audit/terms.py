"""Acts and outcomes in words, for the pages that show the audit."""

OUTCOMES = {"done": "สำเร็จ", "refused": "ไม่อนุญาต"}

ACTS = {
    "elder.registered": "ลงทะเบียน",
    "elder.corrected": "แก้ไขข้อมูลทะเบียน",
    "citizen_id.shown": "เปิดดูเลขประชาชน",
    "circumstances.written": "บันทึกความเป็นอยู่",
    "care_team_member.joined": "เพิ่มคนในทีมดูแล",
    "care_team_member.left": "ให้ออกจากทีมดูแล",
    "assessment.recorded": "บันทึกผลประเมิน",
    "assessment.imported": "นำผลประเมินเข้า",
    "assessment.amended": "แก้ไขผลประเมิน",
    "assessment.tai_decided": "ตัดสินชั้น TAI",
    "assessment.safety_seen": "รับทราบเรื่องที่ต้องทำทันที",
    "visit.recorded": "บันทึกการเยี่ยม",
    "visit.amended": "แก้ไขบันทึกการเยี่ยม",
    "care_case.opened": "รับเข้าการดูแล",
    "care_case.reopened": "รับกลับเข้าการดูแล",
    "care_case.group_set": "กำหนดกลุ่ม",
    "care_case.closed": "ปิดการดูแล",
    "legal_ground.recorded": "บันทึกความยินยอมหรือฐานกฎหมาย",
    "legal_ground.withdrawn": "เลิกใช้ความยินยอมหรือฐานกฎหมาย",
    "care_plan.drafted": "เริ่มร่างแผนการดูแล",
    "care_plan.written": "แก้ร่างแผนการดูแล",
    "care_plan.activated": "เริ่มใช้แผนการดูแล",
    "care_plan.superseded": "แผนการดูแลมีฉบับใหม่แทน",
    "care_plan.ended": "แผนการดูแลสิ้นสุด",
    "sign_in.opened": "เข้าสู่ระบบ",
    "sign_in.closed": "ออกจากระบบ",
    "sign_in.failed": "เข้าสู่ระบบไม่สำเร็จ",
    "sign_in.role_taken": "เปลี่ยนหน้าที่",
    "user_account.added": "เพิ่มผู้ใช้",
    "role_holding.granted": "ให้หน้าที่",
    "demonstration.laid": "จัดข้อมูลตัวอย่างของทั้งเมือง",
}


def act_word(action: str) -> str:
    """Return an act in Thai; one without words of its own is shown as it is stored."""
    return ACTS.get(action, action)


def outcome_word(outcome: str) -> str:
    """Return an outcome in Thai."""
    return OUTCOMES.get(outcome, outcome)
