"""Walks through the open rows of a venue in the terminal. Each decision is written at once, so the walk can be left and
taken up again; rows that ask the same are decided once, and nothing is decided by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from ..catalogue.anomalies import fold
from ..catalogue.model import OPEN, Condition, Entry
from ..reading.loader import Reading, read
from ..reading.problems import Edit, Refused, applied
from ..reading.source import Steps, YamlFile
from ..reading.syntax import short
from .fixer import write
from .likeness import Nearest, Scale
from .suggestions import Suggestion, Suggestions, texts_of, traits_of

HELP = """\
  1 to 5     take this suggestion for all rows shown
  an id      take this condition; its beginning will do where only one has it
  ?          read the suggested conditions: what each means and how it differs from its neighbours
  a          decide these rows apart from each other
  s          skip, and leave them open
  b          go back to the last decision and undo it
  q          stop; what is decided is written already"""

DOUBTFUL = 0.5
"""How alike, from 0 to 1, a row must be to something known, or else it may need a condition of its own."""

ALIKE = 0.4
"""How alike rows are, from 0 to 1, that may have one in common."""

SAME_WORDS = 4
"""Words that two texts share at their ends before they can ask the same."""

OPPOSITES = frozenset(
    """above below exceed exceeded exceeds greater high higher large larger less long low lower max maximum min minimum
    more no not short small smaller""".split()
)
"""Words that change what is asked, so that texts which differ in one of them are decided apart."""


@dataclass
class Question:
    """Open rows that ask the same."""

    entries: list[Entry]
    nodes: list[Steps]
    suggestions: list[Suggestion]


def questions(reading: Reading, venue: str) -> list[Question]:
    """The open rows of a venue, those that ask the same together, in the order of the document."""
    record, _ = reading.venue(venue)
    suggestions = Suggestions(reading.catalogue)
    rows = [
        (("sections", number, "entries", index, "equivalent"), entry)
        for number, section in enumerate(record.sections)
        for index, entry in enumerate(section.entries)
        if entry.equivalent == OPEN
    ]
    result = []
    for together in _together([entry for _, entry in rows]):
        first = rows[together[0]][1]
        codes = [first.code, *first.codes]
        best = suggestions.best(texts_of(first), first.name or "", codes, record.operator)
        result.append(Question([rows[at][1] for at in together], [rows[at][0] for at in together], best))
    return result


def _together(entries: list[Entry]) -> list[list[int]]:
    """The entries that ask the same, by their index."""
    groups: list[list[int]] = []
    by_key: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        words = _words(entry)
        keys = [("is", *map(fold, entry.messages or texts_of(entry)))]
        if len(entry.messages) == 1 and len(words) > SAME_WORDS:
            keys += [("begins", *words[:3]), ("ends", *words[-3:])]
        group = next(
            (
                number
                for key in keys
                for number in by_key[key]
                if key[0] == "is" or _asks_the_same(words, _words(entries[groups[number][0]]))
            ),
            len(groups),
        )
        if group == len(groups):
            groups.append([])
        groups[group].append(index)
        for key in keys:
            by_key[key].append(group)
    return groups


def _words(entry: Entry) -> list[str]:
    return re.findall(r"[^\W_]+|[%{$<]\S+", " ".join(entry.messages or texts_of(entry)).casefold())


def _asks_the_same(one: list[str], other: list[str]) -> bool:
    """Whether two texts differ only in one run of words, such as the name of a kind of order."""
    same = _alike(one, other)
    rest, other_rest = one[same:], other[same:]
    ends = _alike(rest[::-1], other_rest[::-1])
    differing = {*rest[: len(rest) - ends], *other_rest[: len(other_rest) - ends]}
    shared = same + ends
    return shared >= SAME_WORDS and shared * 2 > max(len(one), len(other)) and not differing & OPPOSITES


def _alike(one: list[str], other: list[str]) -> int:
    """How many words two texts begin with alike."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def listed(root: Path, venue: str) -> str:
    """All open rows with their suggestions, and the new conditions that they may call for."""
    reading = read(root)
    asked = questions(reading, venue)
    blocks = ["\n".join(_shown(question, reading.conditions)) for question in asked]
    return "\n\n".join([*blocks, *proposals(asked), f"{_rows(asked)} open, {len(asked)} decisions."])


def proposals(asked: list[Question]) -> list[str]:
    """New conditions, where several open rows are alike and fit nothing that is known."""
    lost = [one for one in asked if max(known.alike for known in one.suggestions) < DOUBTFUL]
    traits = [traits_of(texts_of(one.entries[0]), one.entries[0].name or "") for one in lost]
    scale = Scale(traits)
    vectors = [scale.vector(own) for own in traits]
    near = Nearest(vectors)
    free, result = set(range(len(lost))), []
    for index, vector in enumerate(vectors):
        alike = [other for other, score in near.alike(vector).items() if score > ALIKE and other in free]
        rows = [entry for other in sorted(alike) for entry in lost[other].entries]
        if index in free and len(rows) > 2:
            free -= set(alike)
            lines = [f"  {_codes(entry)}: {short(_text(entry))}" for entry in rows]
            said = f"These {len(rows)} rows are alike and fit nothing well. Perhaps a condition of their own:"
            result.append(
                "\n".join([said, *lines, "  python -m macros new condition <id> --category <category>"])
            )
    return result


def walk(root: Path, venue: str, ask: Callable[[str], str], say: Callable[[str], None]) -> None:
    """Asks for the condition of each open row. `ask` shows a prompt and returns a line, or raises EOFError to stop."""
    reading = read(root)
    _, file = reading.venue(venue)
    state = _Walk(questions(reading, venue), reading.conditions)
    text = file.text
    while state.ahead:
        question = state.ahead[0]
        say("\n".join(["", f"{_rows(state.ahead)} left.", *_shown(question, reading.conditions)]))
        try:
            answer = ask("> ").strip()
        except EOFError:
            answer = "q"
        if answer == "q":
            break
        if said := state.take(answer):
            say(said)
        else:
            text = _written(file, state.decided, text)
    say(
        f"{_rows([one for one, _ in state.decided])} decided, {_rows([*state.ahead, *state.skipped])} still open."
    )


def _rows(questions: list[Question]) -> str:
    """How many rows the questions are about, in words."""
    number = sum(len(one.entries) for one in questions)
    return f"{number} row" if number == 1 else f"{number} rows"


@dataclass
class _Walk:
    """What is still to be asked and what has been decided."""

    ahead: list[Question]
    conditions: dict[str, Condition]
    decided: list[tuple[Question, str]] = field(default_factory=list)
    skipped: list[Question] = field(default_factory=list)

    def take(self, answer: str) -> str:
        """Acts on an answer. Returns what to say where it decides nothing."""
        question = self.ahead[0]
        match answer:
            case "":
                return HELP
            case "?":
                return "\n\n".join(_read(self.conditions[one.condition]) for one in question.suggestions)
            case "s":
                self.skipped.append(self.ahead.pop(0))
            case "a":
                apart = [
                    Question([entry], [node], question.suggestions)
                    for entry, node in zip(question.entries, question.nodes, strict=True)
                ]
                self.ahead[:1] = apart
            case "b" if not self.decided:
                return "Nothing is decided yet."
            case "b":
                self.ahead.insert(0, self.decided.pop()[0])
            case _:
                return self._decide(question, answer)
        return ""

    def _decide(self, question: Question, answer: str) -> str:
        if answer.isascii() and answer.isdigit():
            if not 1 <= int(answer) <= len(question.suggestions):
                return f"There is no suggestion {answer}."
            chosen = [question.suggestions[int(answer) - 1].condition]
        elif answer in self.conditions:
            chosen = [answer]
        else:
            chosen = [id for id in self.conditions if id.startswith(answer)]
        if len(chosen) != 1:
            near = chosen or [id for id in self.conditions if answer in id]
            return f"{answer!a} is no condition. " + (f"Near: {', '.join(near[:12])}." if near else HELP)
        self.decided.append((self.ahead.pop(0), chosen[0]))
        return ""


def _written(file: YamlFile, decided: list[tuple[Question, str]], before: str) -> str:
    """Writes all decisions into the file as it was read, without the suggestions beside them. Returns the text."""
    if file.path.read_bytes() != before.encode():
        raise Refused(f"{file.name} was changed meanwhile. Begin again: what you decided before is in it.")
    edits = [
        Edit(node.start_mark.index, file.end_of_line(node), condition)
        for question, condition in decided
        for node in map(file.node, question.nodes)
    ]
    text = applied(file.text, edits)
    write(file.path, text)
    return text


def _shown(question: Question, conditions: dict[str, Condition]) -> Iterator[str]:
    for entry in question.entries:
        http = f" ({entry.http})" if entry.http else ""
        yield f"  {_codes(entry)}{http} {entry.name or ''}".rstrip() + f": {_text(entry)}"
    for number, one in enumerate(question.suggestions, start=1):
        condition = conditions[one.condition]
        answers = f"{condition.outcome}, {condition.retry}"
        yield f"    {number}  {one.condition}  ({answers})  {one.evidence}"


def _read(condition: Condition) -> str:
    return f"  {condition.id}: {condition.meaning}\n    {condition.differs}"


def _codes(entry: Entry) -> str:
    return ", ".join([entry.code] if entry.code else entry.codes)


def _text(entry: Entry) -> str:
    return " | ".join(texts_of(entry))
