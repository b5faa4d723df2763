"""The tree of places: province, district, subdistrict, municipality, community; dated population.

Every elder, case and role belongs to a municipality. A community (ชุมชน) has no national code.
"""
