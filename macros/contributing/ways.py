"""The options of `import` that say what the form of a document does not: the same words on the command line and, to
read the document again, in the venue's file.
"""

from __future__ import annotations

import argparse
import re
import shlex
from dataclasses import dataclass, field
from typing import Literal, get_args

from ..catalogue.model import Transport
from ..reading.problems import Refused

Role = Literal["code", "http", "name", "message", "explanation", "list", "none"]

_SCOPED = re.compile(r"(?:([a-z0-9]+(?:-[a-z0-9]+)*)=)?(.*)", re.DOTALL)
_OPTIONS = {
    "column": ("[SECTION=]HEAD:ROLE", f"what the column of that head holds: {', '.join(get_args(Role))}"),
    "code": ("[SECTION=]CODE[,CODE]", "the code of tables without codes; several where each row is for all"),
    "transport": ("[SECTION=]TRANSPORT", f"what the errors come on: {', '.join(get_args(Transport))}"),
    "split": ("[SECTION=]TEXT", "what parts several messages in one cell"),
    "explains": ("[SECTION=]TEXT", "how a text begins that explains a code and is not what the API returns"),
    "id": ("SECTION=ID", "another id for a section"),
    "merge": (
        "SECTION=SECTION",
        "the section that has newer texts of these codes and takes these as further ones",
    ),
    "skip": ("SECTION", "a section to leave out"),
}


@dataclass
class Rules:
    """How to read what the form alone doesn't tell: the options by name. With each value stands the section that it is
    for, or "" for all."""

    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def of(self, option: str, section: str) -> list[str]:
        """The values of an option for a section; the last one is the most special."""
        given = self.options.get(option, [])
        return [value for scope in ("", section) for own, value in given if own == scope]

    def columns(self, section: str) -> dict[str, tuple[Role, ...]]:
        """For the folded head of a column what it holds."""
        parts = [value.rpartition(":") for value in self.of("column", section)]
        return {
            head.casefold(): tuple(role for role in get_args(Role) if role in roles.split(","))
            for head, _, roles in parts
        }

    @property
    def words(self) -> str:
        """The options as one line."""
        # A code such as -1013 would be taken for an option if it stood apart.
        return shlex.join(
            f"--{name}={scope}={value}" if scope else f"--{name}={value}"
            for name, values in self.options.items()
            for scope, value in values
        )


def add_options(command: argparse.ArgumentParser) -> None:
    """Adds the options to a command."""
    for name, (value, words) in _OPTIONS.items():
        command.add_argument(
            f"--{name}", action="append", default=[], type=_scoped, metavar=value, help=words
        )


def rules(options: argparse.Namespace) -> Rules:
    """The rules that the options state."""
    result = Rules({name: getattr(options, name) for name in _OPTIONS})
    for _, value in result.options["column"]:
        head, _, roles = value.rpartition(":")
        if not head or not {*roles.split(",")} <= {*get_args(Role)}:
            raise Refused(f"--column {value!a} is no HEAD:ROLE. The roles are {', '.join(get_args(Role))}.")
    for _, value in result.options["transport"]:
        if value not in get_args(Transport):
            raise Refused(f"--transport {value!a} is none of {', '.join(get_args(Transport))}.")
    return result


def kept(options: str | None) -> Rules:
    """The rules that the options in a venue's file state."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_options(parser)
    try:
        return rules(parser.parse_args(shlex.split(options or "")))
    except (argparse.ArgumentError, SystemExit, ValueError):
        raise Refused(f"The options of this venue's `document` can't be read: {options}") from None


def _scoped(value: str) -> tuple[str, str]:
    """A value with the section that it is for; "" stands for all."""
    found = _SCOPED.fullmatch(value)
    assert found
    return found[1] or "", found[2]
