"""Doors of papers: printing, finding a sheet that came back, typing it in."""

from ltc.care.papers.views import back, printing
from ltc.care.papers.views.doors import bp

__all__ = ["back", "bp", "printing"]
