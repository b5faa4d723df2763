"""For a WSGI server of your own: ``wsgi:app``. Our own server is ``python3 -m ltc serve``."""

from ltc.app import create_app
from ltc.settings import from_environment
from ltc.upkeep.installation import open_installation

_installation = open_installation(from_environment())
app = create_app(_installation.settings, _installation.sessions, _installation.vault)
