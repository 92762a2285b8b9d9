"""A small catalogue as files: two venues and two conditions, without a fault. Tests change it and read what is said."""

from __future__ import annotations

import re
from pathlib import Path

from macros.__main__ import problems
from macros.contributing.schemas import schemas
from macros.reading.problems import Problem, report

CATEGORIES = """\
categories:
  - id: request
    title: Request
"""

BAD_SYMBOL = """\
id: bad-symbol
title: Bad symbol
meaning: The symbol does not exist.
differs: A request that is refused for its rate is `rate-limit-exceeded`.
steps:
  - Correct the symbol.
retry: never
outcome: rejected
acts: developer
"""

RATE_LIMIT = """\
id: rate-limit-exceeded
title: Rate limit exceeded
meaning: Too many requests were sent.
differs: A symbol that is unknown is `bad-symbol`.
steps:
  - Wait.
retry: later
outcome: rejected
acts: venue
crosswalk:
  grpc: RESOURCE_EXHAUSTED
"""

VENUE = """\
id: {id}
name: {name}
operator: {name}
product: Spot trading
status: active
reviewed: "2026-11-20"
source:
  title: Errors
  url: https://example.com/{id}
  version: captured 2026-11
replies:
  - transport: rest
    shape: The code stands in `code`.
    code_key: code
    message_key: msg
    code_type: number
    example: '{{"code":1,"msg":"..."}}'
clues:
  names:
    - {name}

sections:
  - id: general
    title: General
    transport: rest
    entries:
      - code: "1"
        http: 400
        messages:
          - "Unknown symbol"
        equivalent: bad-symbol
      - code: "2"
        http: 429
        messages:
          - "Too many requests"
        equivalent: rate-limit-exceeded
"""

ENTRY = """\
      - code: "{code}"
        messages:
          - "{message}"
        equivalent: {equivalent}
"""


def entry(code: str, message: str, equivalent: str = "bad-symbol") -> str:
    """The lines of one more entry, to add to the end of a venue."""
    return ENTRY.format(code=code, message=message, equivalent=equivalent)


class Written:
    """The catalogue's folder. Files are named as under data/; a venue or a condition by its id."""

    def __init__(self, root: Path):
        self.root = root
        for folder in ("venues", "equivalents/request", "schema"):
            (root / "data" / folder).mkdir(parents=True)
        for name, text in schemas().items():
            (root / name).write_text(text, "utf-8")
        self.write("permalinks.txt", "")
        self.write("equivalents/categories.yml", CATEGORIES)
        self.write("bad-symbol", BAD_SYMBOL)
        self.write("rate-limit-exceeded", RATE_LIMIT)
        self.write("alpha", VENUE.format(id="alpha", name="Alpha"))
        self.write("beta", VENUE.format(id="beta", name="Beta"))

    def path(self, name: str = "alpha") -> Path:
        if "." in name:
            return self.root / "data" / name
        condition = self.root / "data/equivalents/request" / f"{name}.yml"
        is_condition = condition.exists() or name in ("bad-symbol", "rate-limit-exceeded")
        return condition if is_condition else self.root / f"data/venues/{name}.yml"

    def text(self, name: str = "alpha") -> str:
        return self.path(name).read_bytes().decode()

    def write(self, name: str, content: str | bytes) -> None:
        self.path(name).parent.mkdir(exist_ok=True)
        self.path(name).write_bytes(content.encode() if isinstance(content, str) else content)

    def change(self, old: str, new: str, name: str = "alpha") -> None:
        """Replaces the only place where `old` stands."""
        text = self.text(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def add(self, text: str, name: str = "alpha") -> None:
        self.write(name, self.text(name) + text)

    def problems(self) -> list[Problem]:
        return problems(self.root)

    def report(self) -> str:
        return report(self.problems())

    def broken(self) -> list[str]:
        """Each broken rule with its place: the file as `change` names it, the line and the column."""
        return [f"{self._named(problem)}: {problem.rule}" for problem in self.problems()]

    def _named(self, problem: Problem) -> str:
        return re.sub(r"^data/(?:venues/|equivalents/request/)?([a-z-]+)\.yml", r"\1", problem.place)
