"""Walks through the open rows of a venue in the terminal. Each decision is written at once, so the walk can be left and
taken up again; rows that ask the same are decided once, and nothing is decided by itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from ..catalogue.anomalies import fold
from ..catalogue.model import OPEN, Entry, Venue
from ..reading.loader import read
from ..reading.problems import Edit, Refused, applied
from ..reading.source import Steps
from ..reading.syntax import quote, short
from .fixer import write
from .likeness import Nearest, Scale
from .suggestions import Decided, Suggestion, Suggestions, texts_of, traits_of

HELP = """\
  1, 2, ...  take this condition for all rows shown
  an id      take the condition of this id; its beginning will do where only one has it
  2 # why    the same, and write this as `note`; with TODO in it, `check` reports the row until you have changed it
  ? words    look for other conditions by words, and number the best of them too
  ?          read the conditions shown: what each means and how it differs from its neighbours
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
class Row:
    """An open row."""

    entry: Entry
    """With the whole of its explanation."""
    node: Steps
    """Where the file says that it is open."""
    section: str
    """The id of its section, where another row has its code too."""


@dataclass
class Question:
    """Open rows that ask the same, what may be answered, and what was."""

    rows: list[Row] = field(default_factory=list)
    shown: list[Suggestion] = field(default_factory=list)
    found: list[Suggestion] = field(default_factory=list)
    """The conditions that were looked for by words; they are shown behind the suggestions."""
    answer: str = ""
    note: str = ""


def _open_rows(venue: Venue) -> Iterator[Row]:
    uses = Counter(entry.code for _, _, entry in venue.rows())
    for number, section in enumerate(venue.sections):
        for index, entry in enumerate(section.entries):
            if entry.equivalent == OPEN:
                whole = entry.model_copy(update={"explanation": _explanation(entry)})
                again = any(uses[code] > 1 for code in (entry.code, *entry.codes))
                node = ("sections", number, "entries", index, "equivalent")
                yield Row(whole, node, section.id if again else "")


def _explanation(entry: Entry) -> str:
    """What the document explains, with what an import left to be retold."""
    begun, rest = entry.explanation or "", (entry.description or "").partition("TODO: retell: ")[2]
    return rest if rest.startswith(begun) else f"{begun} {rest}".strip()


def _questions(rows: Iterable[Row]) -> list[Question]:
    """Open rows, those that ask the same together, in the order of the document."""
    result: list[Question] = []
    by_key: defaultdict[tuple[str, ...], list[Question]] = defaultdict(list)
    for row in rows:
        words = _words(row.entry)
        keys = [("is", *map(fold, row.entry.messages or texts_of(row.entry)))]
        if len(row.entry.messages) == 1 and len(words) > SAME_WORDS:
            keys += [("begins", *words[:3]), ("ends", *words[-3:])]
        alike = (
            question
            for key in keys
            for question in by_key[key]
            if key[0] == "is" or _asks_the_same(words, _words(question.rows[0].entry))
        )
        question = next(alike, None) or Question()
        if not question.rows:
            result.append(question)
        question.rows.append(row)
        for key in keys:
            by_key[key].append(question)
    return result


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
    state = _Walk(root, venue)
    blocks = ["\n".join(state.shown(question)) for question in state.ahead]
    counts = f"{_count(state.ahead)} open, {len(state.ahead)} decisions."
    return "\n\n".join([*blocks, *_proposals(state.ahead), counts])


def _proposals(asked: list[Question]) -> Iterator[str]:
    """New conditions, where several open rows are alike and fit nothing that is known."""
    lost = [one for one in asked if max(known.alike for known in one.shown) < DOUBTFUL]
    traits = [traits_of(one.rows[0].entry) for one in lost]
    vectors = list(map(Scale(traits).vector, traits))
    near = Nearest(vectors)
    free = set(range(len(lost)))
    for index, vector in enumerate(vectors):
        alike = [other for other, score in near.alike(vector).items() if score > ALIKE and other in free]
        rows = [row for other in sorted(alike) for row in lost[other].rows]
        if index in free and len(rows) > 2:
            free -= set(alike)
            said = f"These {len(rows)} rows are alike and fit nothing well. Perhaps a condition of their own:"
            lines = [f"  {_codes(row.entry)}: {short(_text(row.entry))}" for row in rows]
            command = "  python -m macros new condition <id> --category <category>"
            yield "\n".join([said, *lines, command])


def walk(root: Path, venue: str, ask: Callable[[str], str], say: Callable[[str], None]) -> None:
    """Asks for the condition of each open row. `ask` shows a prompt and returns a line, or raises EOFError to stop."""
    state = _Walk(root, venue)
    if state.ahead:
        say("Learning from all rows that are decided, which takes some seconds ...")
    while state.ahead:
        counts = f"{_count(state.ahead)} left, {len(state.known)} decided."
        say("\n".join(["", counts, *state.shown(state.ahead[0])]))
        try:
            answer = ask("> ").strip()
        except EOFError:
            answer = "q"
        if answer == "q":
            break
        if said := state.take(answer):
            say(said)
        else:
            state.write()
    say(f"{_count(state.decided)} decided, {_count([*state.ahead, *state.skipped])} still open.")


def _count(questions: list[Question]) -> str:
    """How many rows the questions are about, in words."""
    number = sum(len(one.rows) for one in questions)
    return f"{number} row" if number == 1 else f"{number} rows"


class _Walk:
    """What is still to be asked and what has been decided."""

    def __init__(self, root: Path, venue: str):
        self._reading = read(root)
        self._conditions = self._reading.conditions
        self._venue, self._file = self._reading.venue(venue)
        self._text = self._file.text
        self.ahead = _questions(_open_rows(self._venue))
        self.decided: list[Question] = []
        self.skipped: list[Question] = []

    @cached_property
    def _suggestions(self) -> Suggestions:
        return Suggestions(self._reading.catalogue)

    @cached_property
    def known(self) -> list[Decided]:
        """The rows of this venue that are decided."""
        rows = (entry for section in self._venue.sections for entry in section.entries)
        return [self._suggestions.decided(entry) for entry in rows if entry.equivalent in self._conditions]

    def shown(self, question: Question) -> Iterator[str]:
        """The rows of a question, and the conditions that may be meant, found again from all that is decided."""
        for row in question.rows:
            http = f" ({row.entry.http})" if row.entry.http else ""
            section = f" [{row.section}]" if row.section else ""
            head = f"  {_codes(row.entry)}{http}{section} {row.entry.name or ''}"
            yield f"{head.rstrip()}: {_text(row.entry)}"
        question.shown = self._suggestions.best(question.rows[0].entry, self._venue, self.known)
        question.shown += question.found
        for number, one in enumerate(question.shown, start=1):
            condition = self._conditions[one.condition]
            answers = f"{condition.outcome}, {condition.retry}"
            yield f"    {number}  {one.condition}  ({answers})  {one.evidence}"

    def take(self, answer: str) -> str:
        """Acts on an answer. Returns what to say where it decides nothing."""
        question = self.ahead[0]
        match answer:
            case "":
                return HELP
            case "?":
                shown = [self._conditions[one.condition] for one in question.shown]
                return "\n\n".join(f"  {one.id}: {one.meaning}\n    {one.differs}" for one in shown)
            case "s":
                self.skipped.append(self.ahead.pop(0))
            case "a":
                self.ahead[:1] = [Question([row]) for row in question.rows]
            case "b" if not self.decided:
                return "Nothing is decided yet."
            case "b":
                self.ahead.insert(0, self.decided.pop())
                del self.known[-len(self.ahead[0].rows) :]
            case _ if answer.startswith("?"):
                question.found = self._suggestions.search(answer[1:])
                return "" if question.found else "No condition has one of these words."
            case _:
                return self._decide(question, *map(str.strip, answer.partition("#")[::2]))
        return ""

    def _decide(self, question: Question, answer: str, note: str) -> str:
        if answer.isascii() and answer.isdigit():
            if not 1 <= int(answer) <= len(question.shown):
                return f"There is no suggestion {answer}."
            answer = question.shown[int(answer) - 1].condition
        begun = [id for id in self._conditions if id.startswith(answer)]
        chosen = [answer] if answer in begun else begun
        if len(chosen) != 1:
            near = chosen or [id for id in self._conditions if answer in id]
            near = near or get_close_matches(answer, self._conditions)
            return f"{answer!a} is no condition. " + (f"Near: {', '.join(near[:12])}." if near else HELP)
        if not note.isprintable():
            return "There is an invisible character in this note, perhaps from an arrow key."
        if note and any(row.entry.note for row in question.rows):
            return "There is a `note` already. Answer without one, and change it in the file."
        question.answer, question.note = chosen[0], note
        self.decided.append(self.ahead.pop(0))
        for row in question.rows:
            decided = row.entry.model_copy(update={"equivalent": chosen[0]})
            self.known.append(self._suggestions.decided(decided))
        return ""

    def write(self) -> None:
        """Writes all decisions into the file as it was read, without the suggestions beside them."""
        file = self._file
        if file.path.read_bytes() != self._text.encode():
            raise Refused(
                f"{file.name} was changed meanwhile. Begin again: what you decided before is in it."
            )
        edits = []
        for one in self.decided:
            for row in one.rows:
                node, key = file.node(row.node), file.node(row.node, key=True)
                note = f"\n{' ' * key.start_mark.column}note: {quote(one.note)}" if one.note else ""
                edits.append(Edit(node.start_mark.index, file.end_of_line(node), one.answer + note))
        self._text = applied(file.text, edits)
        write(file.path, self._text)


def _codes(entry: Entry) -> str:
    return ", ".join([entry.code] if entry.code else entry.codes)


def _text(entry: Entry) -> str:
    return " | ".join(texts_of(entry))
