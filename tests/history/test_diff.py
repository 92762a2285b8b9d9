"""The difference of two states of the catalogue: each kind of change is found and told, and nothing else is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.catalogue.model import Answer, Catalogue, Condition, Entry, Withdrawal
from macros.history import changes
from macros.history.changes import Change
from macros.history.diff import compare
from macros.history.snapshot import Snapshot
from tests.support.handmade import annotation, entry, section, snapshot, venue
from tests.support.handmade import catalogue as handmade


def changed(row: Entry, **fields) -> Entry:
    return row.model_copy(update=fields)


def of(*rows: Entry, **facts) -> Catalogue:
    return handmade(venue(section(*rows), **facts))


def found(old: Catalogue, new: Catalogue) -> list[Change]:
    return compare(snapshot(old), snapshot(new))


def kinds(old: Catalogue, new: Catalogue) -> list[str]:
    return [change.kind for change in found(old, new)]


def with_condition(catalogue: Catalogue, **fields) -> Catalogue:
    """The catalogue with its one condition changed."""
    (category,) = catalogue.categories
    (condition,) = category.conditions
    changed = category.model_copy(update={"conditions": (condition.model_copy(update=fields),)})
    return Catalogue(venues=catalogue.venues, categories=(changed,))


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
    (change,) = found(BEFORE, with_condition(BEFORE, steps=["Wait."]))
    assert (change.kind, change.condition, change.after) == ("condition-changed", "rejected", "steps")
    assert change.url == "/equivalents/rejected/"


def test_a_condition_that_changed_its_id_is_followed():
    (condition,) = BEFORE.conditions.values()
    renamed = with_condition(
        of(*(changed(row, equivalent="new") for row in (ONE, TWO))), former_ids=[condition.id]
    )
    assert set(kinds(BEFORE, renamed)) == {"condition-changed", "meaning-changed"}


def test_another_answer_of_the_condition_changes_the_meaning_of_its_codes():
    old = with_condition(BEFORE, verify=["order"])
    new = with_condition(BEFORE, verify=["order", "balance"])
    told = [(change.kind, change.codes, change.after) for change in found(old, new)]
    answers = "rejected (retry never, outcome rejected, verify order and balance, acts developer)"
    assert told[:2] == [("meaning-changed", (code,), answers) for code in "12"]


def test_another_answer_for_one_kind_of_request_changes_the_meaning():
    answers = [
        Answer(request="cancel", outcome="rejected", retry=retry, note="Why.") for retry in ("never", "later")
    ]
    old, new = (with_condition(BEFORE, by_request=[answer]) for answer in answers)
    (*_, change, _) = found(old, new)
    assert change.kind == "meaning-changed"
    assert change.after.endswith("by request cancel rejected later)")


def test_a_row_may_answer_nothing_where_its_condition_has_an_answer():
    old = with_condition(BEFORE, verify=["order"])
    new = with_condition(of(ONE, changed(TWO, verify=[])), verify=["order"])
    told = [(change.kind, change.codes) for change in found(old, new)]
    assert told == [("meaning-changed", ("2",))]


# What only the model has changed


def without(state: Snapshot, *keys: str) -> Snapshot:
    """The state as it was written when conditions and venues had none of these keys."""

    def older(records: dict) -> dict:
        return {id: {key: record[key] for key in record if key not in keys} for id, record in records.items()}

    return Snapshot(older(state.venues), older(state.conditions))


@pytest.mark.parametrize("key", ["acts", "operator"])
def test_a_key_that_all_records_get_or_lose_is_no_change(key):
    new = snapshot(BEFORE)
    assert compare(without(new, key), new) == compare(new, without(new, key)) == []


def test_what_has_really_changed_is_told_beside_a_key_that_all_records_got():
    old = without(snapshot(BEFORE), "acts", "verify")
    new = snapshot(with_condition(of(ONE, changed(TWO, retry="later")), verify=["order"], steps=["Wait."]))
    told = [(change.kind, change.subject, change.after) for change in compare(old, new)]
    assert told == [
        ("meaning-changed", "2", "rejected (retry later, outcome rejected)"),
        ("condition-changed", "rejected", "steps"),
    ]


def test_an_empty_list_is_as_good_as_none():
    state = of(changed(ONE, variants=["Text"]), TWO)
    plain, verbose = snapshot(state), snapshot(state)
    verbose.venues["one"]["sections"][0]["entries"][1]["variants"] = []
    assert compare(plain, verbose) == compare(verbose, plain) == []


def test_a_text_that_is_an_explanation_now_is_the_same_text():
    new = of(ONE, changed(TWO, messages=[], explanation=TWO.messages[0]))
    assert "message-changed" not in kinds(BEFORE, new)


def test_a_message_that_several_codes_share_is_one_of_each():
    together = Entry(codes=["1", "2"], messages=["Text"], equivalent="rejected")
    assert kinds(of(entry("1", "Text"), entry("2", "Text")), of(together)) == []


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
KEYS = [*Entry.model_fields, *Condition.model_fields, "sections", "entries", "annotations", "kind", "venues"]
RECORD = st.dictionaries(st.sampled_from(KEYS), ODD, max_size=6)
ENTRIES = st.lists(RECORD | ODD, max_size=3)
SECTIONS = st.lists(st.fixed_dictionaries({"entries": ENTRIES | ODD}) | ODD, max_size=2)
VENUE = st.builds(lambda record, sections: record | {"sections": sections}, RECORD, SECTIONS)
ANY = st.builds(
    Snapshot,
    st.dictionaries(st.sampled_from("ab"), VENUE),
    st.dictionaries(st.sampled_from("cd"), RECORD),
)


@given(ANY, ANY)
def test_no_state_is_too_odd_to_be_compared(old: Snapshot, new: Snapshot):
    assert changes.text(compare(old, new))
    assert compare(old, old) == []


# Telling


def test_a_venue_that_changed_its_id_is_followed():
    old = venue(section(ONE), id="old")
    new = old.model_copy(update={"id": "new", "former_ids": ["old"]})
    assert kinds(handmade(old), handmade(new)) == ["venue-changed"]


def test_the_same_state_has_no_change_even_in_another_order():
    assert found(BEFORE, of(TWO, ONE)) == []


def test_nothing_changed_is_said():
    assert changes.text([]) == "No change of the catalogue."
    assert "None." in changes.markdown([])
    assert json.loads(changes.as_json([])) == {"summary": "", "changes": []}


def test_the_summary_counts_by_kind():
    told = found(of(ONE), of(ONE, TWO, entry("3"), annotations=(annotation("wording", "1", "3"),)))
    assert changes.summary(told) == "2 codes added, 1 anomaly annotated"
    assert changes.text(told).endswith(changes.summary(told))
    document = json.loads(changes.as_json(told))
    assert document["summary"] == changes.summary(told)
    assert document["changes"][-1] == {
        "kind": "anomaly-annotated",
        "venue": "one",
        "codes": ["1", "3"],
        "condition": None,
        "url": "/one/1/",
        "before": "",
        "after": "wording: What is odd, and what it means.",
    }


def test_every_kind_that_can_be_found_has_its_words():
    told = found(of(ONE), of(TWO)) + found(of(*PAIR), of(*reversed(PAIR)))
    assert {change.kind for change in told} <= changes.KINDS.keys()


def test_a_message_is_only_text_in_markdown():
    hostile = "`[x](javascript:1)` <b>|"
    told = changes.markdown(found(of(ONE), of(ONE, entry("2", hostile))))
    assert f"`` {hostile} ``" in told or f"``{hostile}``" in told or f"`` {hostile}``" in told
