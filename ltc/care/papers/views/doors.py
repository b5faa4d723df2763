"""The blueprint of papers, and loading an elder with the permission of papers."""

from uuid import UUID

from flask import Blueprint

from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register
from ltc.foundation.core import clock
from ltc.foundation.web.request import actor, db

bp = Blueprint("papers", __name__)


def find_elder(elder_id: UUID, action: str, resource: str = "paper") -> Elder:
    """Return an elder with whom this person may do ``action``, else NotFound."""
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource=resource
    )
