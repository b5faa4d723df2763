"""The older person and what surrounds them: household, circumstances, care team.

The register holds everybody whom the municipality may care for. Who may see whom is answered here,
by one SQL condition, ``queries.visible_to``, that every list and every loader above leans on.
"""
