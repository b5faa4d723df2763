"""Kinds of area, from the largest to the smallest."""

from enum import StrEnum


class AreaKind(StrEnum):
    """Where in the tree an area stands."""

    PROVINCE = "province"  # จังหวัด
    DISTRICT = "district"  # อำเภอ
    SUBDISTRICT = "subdistrict"  # ตำบล
    MUNICIPALITY = "municipality"  # เทศบาล
    COMMUNITY = "community"  # ชุมชน
