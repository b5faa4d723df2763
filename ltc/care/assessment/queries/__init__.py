"""What is known: instruments and rules, saved assessments, the latest of each elder, counts."""

from ltc.care.assessment.queries.instruments import (
    get_assessment_rules,
    get_instrument,
    list_instruments,
)

__all__ = ["get_assessment_rules", "get_instrument", "list_instruments"]
