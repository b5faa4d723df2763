"""The tests mirror ``ltc/``: one folder a package, plus architecture, journeys and e2e."""
