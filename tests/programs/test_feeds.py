"""The feeds of changes, made from records made for each test, read by an independent feed parser."""

from pathlib import Path

import feedparser

from macros.catalogue.addresses import AddressBook
from macros.catalogue.model import Catalogue, Venue
from macros.catalogue.view import View
from macros.history import record
from macros.history.record import Line, Publication
from macros.programs import feeds
from tests.support.handmade import catalogue as handmade
from tests.support.handmade import entry, section, venue
from tests.support.project import ROOT

SITE = "https://example.org/codes/"
HISTORY = [
    ("code-withdrawn", "2", "", "Gone."),
    ("meaning-changed", "2", "rejected (retry never)", "rejected (retry later)"),
    ("code-added", "2", "", "Text of 2"),
    ("venue-added", "", "", "1 codes"),
]
"""What four publications changed, newest first."""


def publication(day: int, *changes: tuple[str, str, str, str], venue: str | None = "one") -> Publication:
    """What was changed and published on a day of November 2025: each its kind, code, text before and text after."""
    at, commit = f"2025-11-{day:02}T10:00:00Z", f"{day:040x}"
    lines = [
        Line(
            at=at, commit=commit, kind=kind, venue=venue, codes=(code,) if code else (), before=old, after=new
        )
        for kind, code, old, new in changes
    ]
    return Publication(commit, at, tuple(lines))


def published(*changes: tuple[str, str, str, str], venue: str = "one") -> list[Publication]:
    """Each change published on a day of its own, the last one on the first of the month."""
    return [publication(len(changes) - number, change, venue=venue) for number, change in enumerate(changes)]


def one(**facts: object) -> Venue:
    return venue(section(entry("1"), entry("2")), id="one").model_copy(update=facts)


def read(
    history: list[Publication], *venues: Venue, site: str = SITE
) -> dict[str, feedparser.FeedParserDict]:
    """Every feed by its address; each has to be well formed."""
    artefacts = feeds.artefacts(View(handmade(*(venues or [one()]))), AddressBook(site), history)
    found = {address: feedparser.parse(content) for address, content in artefacts}
    assert all(not feed.bozo and feed.version == "atom10" for feed in found.values())
    return found


def test_what_readers_act_on_is_in_the_feed_newest_first():
    feed = read(published(*HISTORY))["/feeds/changes.xml"]
    assert [item.title for item in feed.entries] == [
        "one: 1 code withdrawn",
        "one: 1 meaning changed",
        "one: 1 code added",
        "one: 1 venue added",
    ]
    assert feed.feed.updated == feed.entries[0].updated == "2025-11-04T10:00:00Z"
    assert f'{SITE}one/2/">2</a>: code added: “Text of 2”' in feed.entries[2].content[0].value
    assert feed.entries[0].link == f"{SITE}one/"


def test_what_nobody_acts_on_is_in_no_feed():
    quiet = publication(2, ("details-changed", "1", "", "note"), ("venue-changed", "", "", "source"))
    assert [len(feed.entries) for feed in read([quiet, *published(HISTORY[0])]).values()] == [1, 1]


def test_what_one_publication_changed_in_a_venue_is_one_entry():
    (item,) = read([publication(1, *HISTORY)])["/feeds/one.xml"].entries
    assert item.title == "one: 1 venue added, 1 code added, 1 code withdrawn, 1 meaning changed"


def test_each_venue_has_a_feed_of_its_own_changes():
    two = venue(section(entry("1")), id="two")
    added = publication(1, HISTORY[-1]), publication(1, HISTORY[-1], venue="two")
    together = Publication(added[0].commit, added[0].at, added[0].changes + added[1].changes)
    found = read([publication(2, HISTORY[2]), together], one(), two)
    assert set(found) == {"/feeds/changes.xml", "/feeds/one.xml", "/feeds/two.xml"}
    assert [item.title for item in found["/feeds/one.xml"].entries] == [
        "one: 1 code added",
        "one: 1 venue added",
    ]
    assert [item.title for item in found["/feeds/two.xml"].entries] == ["two: 1 venue added"]
    links = {link.rel: link.href for link in found["/feeds/one.xml"].feed.links}
    assert links == {"self": f"{SITE}feeds/one.xml", "alternate": f"{SITE}one/"}


def test_ids_stay_the_same_whatever_comes_later_and_wherever_the_site_is():
    history = published(*HISTORY)
    before, after = (read(part)["/feeds/changes.xml"] for part in (history[1:], history))
    assert after.feed.id == before.feed.id
    ids = [item.id for item in after.entries]
    assert ids[1:] == [item.id for item in before.entries] and len(set(ids)) == 4
    elsewhere = read(history, site="https://elsewhere.example/")["/feeds/changes.xml"]
    assert [item.id for item in elsewhere.entries] == ids


def test_a_venue_that_changed_its_id_keeps_its_feed():
    found = read(published(*HISTORY), one(id="new", former_ids=["one"]))
    assert len(found["/feeds/new.xml"].entries) == 4
    assert found["/feeds/one.xml"] == found["/feeds/new.xml"]


def test_before_the_first_publication_the_feeds_are_there_and_empty():
    found = read([])
    assert all(feed.entries == [] for feed in found.values())
    assert found["/feeds/changes.xml"].feed.updated == "2026-11-20T00:00:00Z"


def test_a_feed_and_its_entries_do_not_grow_without_end():
    added = [("code-added", str(number), "", "") for number in range(feeds.MOST_LISTED + 7)]
    history = [publication(2, *added), *[publication(1, HISTORY[0])] * (feeds.MOST_ENTRIES + 7)]
    for feed in read(history).values():
        assert len(feed.entries) == feeds.MOST_ENTRIES
        content = feed.entries[0].content[0].value
        assert content.count("<li>") == feeds.MOST_LISTED + 1 and "<li>and 7 more</li>" in content


def test_texts_of_the_data_are_only_text():
    hostile = "<script>alert(1)</script> & ]]> \u202e"
    feed = read([publication(1, ("code-added", hostile, "", hostile))])["/feeds/one.xml"]
    content = feed.entries[0].content[0].value
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ]]&gt; \u202e"
    assert f">{escaped}</a>: code added: “{escaped}”" in content


def test_the_record_of_this_repository_keeps_what_its_feeds_said_at_first(catalogue: Catalogue):
    first = record.publications(ROOT)[-5:]
    _, content = next(feeds.artefacts(View(catalogue), AddressBook(SITE), first))
    entries = feedparser.parse(content).entries
    assert len(entries) == 16
    assert (entries[0].updated, entries[-1].updated) == ("2026-11-20T10:49:29Z", "2026-11-20T10:39:23Z")
    assert entries[-1].id == "urn:uuid:f527b849-4459-5a65-be56-05145778f531"


def test_the_built_site_has_well_formed_feeds(site: Path, catalogue: Catalogue):
    for name in ["changes", *(one.id for one in catalogue.venues)]:
        feed = feedparser.parse((site / f"feeds/{name}.xml").read_bytes())
        assert not feed.bozo and feed.version == "atom10"
