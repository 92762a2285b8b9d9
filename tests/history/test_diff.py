"""The difference of two states of the catalogue: each kind of change is found and told, and nothing else is."""

import json

import pytest

from macros.catalogue.model import Catalogue, Entry, Withdrawal
from macros.history import diff
from tests.support.handmade import annotation, entry, section, venue
from tests.support.handmade import catalogue as handmade


def changed(row: Entry, **fields) -> Entry:
    return row.model_copy(update=fields)


def of(*rows: Entry, **facts) -> Catalogue:
    return handmade(venue(section(*rows), **facts))


def kinds(old: Catalogue, new: Catalogue) -> list[str]:
    return [change.kind for change in diff.compare(old, new)]


ONE, TWO = entry("1"), entry("2")
PAIR = (entry("1", "First"), entry("1", "Second"))
GONE = Withdrawal(date="2026-11-20", note="Gone.")
BEFORE = of(ONE, TWO)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("code-added", of(ONE), BEFORE),
        ("code-removed", BEFORE, of(ONE)),
        ("code-withdrawn", BEFORE, of(ONE, changed(TWO, withdrawn=GONE))),
        ("code-renamed", BEFORE, of(ONE, changed(TWO, code="3", former_codes=["2"]))),
        ("entry-added", of(PAIR[0]), of(*PAIR)),
        ("entry-removed", of(*PAIR), of(PAIR[0])),
        ("anchor-moved", of(*PAIR), of(*reversed(PAIR))),
        ("message-changed", BEFORE, of(ONE, changed(TWO, messages=["Other"]))),
        ("meaning-changed", BEFORE, of(ONE, changed(TWO, retry="later"))),
        ("meaning-changed", BEFORE, of(ONE, changed(TWO, outcome="unknown"))),
        ("details-changed", BEFORE, of(ONE, changed(TWO, http=400))),
        ("details-changed", BEFORE, of(ONE, changed(TWO, note="Ours."))),
        ("details-changed", BEFORE, handmade(venue(section(ONE), section(TWO, id="other")))),
        ("anomaly-annotated", BEFORE, of(ONE, TWO, annotations=(annotation("wording", "1"),))),
        ("anomaly-removed", of(ONE, TWO, annotations=(annotation("wording", "1"),)), BEFORE),
        ("venue-added", BEFORE, handmade(*BEFORE.venues, venue(section(ONE), id="two"))),
        ("venue-removed", handmade(*BEFORE.venues, venue(section(ONE), id="two")), BEFORE),
        ("venue-changed", BEFORE, of(ONE, TWO, operator="Other")),
    ],
)
def test_a_change_is_told_by_its_kind(kind, old, new):
    assert set(kinds(old, new)) == {kind}


def test_a_note_on_an_anomaly_that_changed_is_no_new_anomaly():
    note = annotation("wording", "1")
    new = of(ONE, TWO, annotations=(note.model_copy(update={"note": "Another note."}),))
    assert kinds(of(ONE, TWO, annotations=(note,)), new) == ["anomaly-changed"]


def test_another_condition_changes_the_meaning():
    new = of(ONE, changed(TWO, equivalent="unknown"))
    assert sorted(kinds(BEFORE, new)) == ["condition-added", "meaning-changed"]


def test_conditions_that_changed_are_told():
    (category,) = BEFORE.equivalents.categories
    condition = category.conditions[0].model_copy(update={"steps": ["Wait."]})
    new = Catalogue(
        venues=BEFORE.venues,
        equivalents=BEFORE.equivalents.model_copy(
            update={"categories": [category.model_copy(update={"conditions": [condition]})]}
        ),
    )
    (change,) = diff.compare(BEFORE, new)
    assert (change.kind, change.subject, change.after) == ("condition-changed", "rejected", "steps")


def test_a_venue_that_changed_its_id_is_followed():
    old = venue(section(ONE), id="old")
    new = old.model_copy(update={"id": "new", "former_ids": ["old"]})
    assert kinds(handmade(old), handmade(new)) == ["venue-changed"]


def test_the_same_state_has_no_change_even_in_another_order():
    assert diff.compare(BEFORE, of(TWO, ONE)) == []


def test_nothing_changed_is_said():
    assert diff.text([]) == "No change of the catalogue."
    assert "None." in diff.markdown([])
    assert json.loads(diff.as_json([])) == {"summary": "", "changes": []}


def test_the_summary_counts_by_kind():
    changes = diff.compare(of(ONE), of(ONE, TWO, entry("3"), annotations=(annotation("wording", "1"),)))
    assert diff.summary(changes) == "2 codes added, 1 anomaly annotated"
    assert diff.text(changes).endswith(diff.summary(changes))
    assert json.loads(diff.as_json(changes))["summary"] == diff.summary(changes)


def test_every_kind_that_can_be_found_has_its_words():
    changes = diff.compare(of(ONE), of(TWO)) + diff.compare(of(*PAIR), of(*reversed(PAIR)))
    assert {change.kind for change in changes} <= diff.KINDS.keys()


def test_a_message_is_only_text_in_markdown():
    hostile = "`[x](javascript:1)` <b>|"
    told = diff.markdown(diff.compare(of(ONE), of(ONE, entry("2", hostile))))
    assert f"`` {hostile} ``" in told or f"``{hostile}``" in told or f"`` {hostile}``" in told
