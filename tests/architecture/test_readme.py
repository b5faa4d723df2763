"""The README stays true: its map names every room, its commands exist, its pictures are there."""

import argparse
import re

import pytest

from ltc.cli import parser_of_commands
from ltc.settings import CHECKOUT

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
MAP = README.split("## The map of the house")[1].split("```")[1]
INSIDE = {"rules", "queries", "actions", "forms", "views", "demonstration"}
OF_THE_START = {"test", "bench", "prove", "screenshots", "lock", "help"}


def rooms() -> list[str]:
    """Every package of ltc with a charter, except the inside of a room."""
    found = []
    for charter in sorted((CHECKOUT / "ltc").rglob("__init__.py")):
        parts = charter.parent.relative_to(CHECKOUT / "ltc").parts
        is_inside = parts[-1:] in (
            ("rules",),
            ("queries",),
            ("actions",),
            ("demonstration",),
            ("forms",),
            ("views",),
            ("mapping",),
        )
        if parts and not is_inside:
            found.append(parts[-1])
    return found


@pytest.mark.parametrize("room", rooms())
def test_map_names_every_room(room: str) -> None:
    """A new package is placed on the map, with a word on what it is for."""
    assert re.search(rf"^ +{room}/ +\S", MAP, re.MULTILINE), f"{room} is not on the map"


def test_map_names_nothing_else() -> None:
    """A room that is gone is taken off the map."""
    named = re.findall(r"^ +(\w+)/ ", MAP, re.MULTILINE)
    assert set(named) - {"migrations"} <= set(rooms())


def commands() -> set[str]:
    """The commands that the command line knows."""
    for action in parser_of_commands()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return set(action.choices)
    raise AssertionError("the command line has no commands")


def test_commands_of_the_readme_exist() -> None:
    """No command is promised that does not exist, and none is kept secret."""
    table = README.split("## Commands")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    named = {word for cell in cells for word in re.findall(r"`(\w+)", cell)}
    assert named - OF_THE_START == commands()
    used = set(re.findall(r"python3 -m ltc (\w+)", README))
    assert used <= commands() | OF_THE_START


@pytest.mark.parametrize("picture", re.findall(r"!\[[^]]+\]\(([^)]+)\)", README))
def test_pictures_are_there(picture: str) -> None:
    """Each picture of the README is in the repository."""
    assert (CHECKOUT / picture).is_file()
