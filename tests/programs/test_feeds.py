"""The feeds of changes, taken from a git history made for each test, read by an independent feed parser."""

import os
import subprocess
from pathlib import Path

import feedparser
import pytest
import yaml

from macros.catalogue.model import Catalogue, Venue, Withdrawal
from macros.history import git as history
from macros.programs import feeds
from tests.support.handmade import annotation, entry, section, venue
from tests.support.handmade import catalogue as handmade

SITE = "https://example.org/codes/"
ONE, TWO = entry("1"), entry("2")


class Repository:
    """A git repository that holds a catalogue."""

    def __init__(self, root: Path):
        self.root = root
        self.commits = 0
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        day = f"2026-11-{self.commits + 1:02}T12:00:00+02:00"
        identity = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environment = os.environ | identity | {"GIT_COMMITTER_DATE": day, "GIT_AUTHOR_DATE": day}
        return subprocess.run(
            ["git", *arguments], cwd=self.root, env=environment, check=True, capture_output=True, text=True
        ).stdout

    def commit(self, catalogue: Catalogue) -> None:
        write(self.root, catalogue)
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "x")
        self.commits += 1


def write(root: Path, catalogue: Catalogue) -> None:
    """The catalogue as files, and nothing beside it."""
    folder = root / "data/venues"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for one in catalogue.venues:
        (folder / f"{one.id}.yml").write_text(
            yaml.safe_dump(one.model_dump(exclude_none=True), allow_unicode=True)
        )
    (root / "data/equivalents.yml").write_text(
        yaml.safe_dump(catalogue.equivalents.model_dump(exclude_none=True))
    )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def read(root: Path, catalogue: Catalogue) -> dict[str, feedparser.FeedParserDict]:
    """Every feed by its path; each has to be well formed."""
    found = {path: feedparser.parse(content) for path, content in feeds.artefacts(root, catalogue, SITE)}
    assert all(not feed.bozo and feed.version == "atom10" for feed in found.values())
    return found


def one(*rows, **facts) -> Venue:
    return venue(section(*rows), id="one", **facts)


def test_what_readers_act_on_is_in_the_feed_newest_first(repository):
    changed = TWO.model_copy(update={"retry": "later", "note": "It may work later."})
    withdrawn = ONE.model_copy(update={"withdrawn": Withdrawal(date="2026-11-20", note="Gone.")})
    for state in (
        handmade(one(ONE)),
        handmade(one(ONE, TWO)),
        handmade(one(ONE, changed)),
        handmade(one(withdrawn, changed)),
        last := handmade(one(withdrawn, changed, annotations=(annotation("wording", "2"),))),
    ):
        repository.commit(state)
    feed = read(repository.root, last)["feeds/changes.xml"]
    assert [item.title for item in feed.entries] == [
        "one: 1 anomaly annotated",
        "one: 1 code withdrawn",
        "one: 1 meaning changed",
        "one: 1 code added",
        "one: 1 venue added",
    ]
    assert feed.feed.updated == feed.entries[0].updated == "2026-11-05T10:00:00Z"
    assert f'{SITE}one/2/">2</a>: code added' in feed.entries[3].content[0].value
    assert feed.entries[0].link == f"{SITE}one/"


def test_each_venue_has_a_feed_of_its_own_changes(repository):
    repository.commit(handmade(one(ONE), venue(section(ONE), id="two")))
    repository.commit(last := handmade(one(ONE, TWO), venue(section(ONE), id="two")))
    found = read(repository.root, last)
    assert set(found) == {"feeds/changes.xml", "feeds/one.xml", "feeds/two.xml"}
    assert [item.title for item in found["feeds/one.xml"].entries] == [
        "one: 1 code added",
        "one: 1 venue added",
    ]
    assert [item.title for item in found["feeds/two.xml"].entries] == ["two: 1 venue added"]
    links = {link.rel: link.href for link in found["feeds/one.xml"].feed.links}
    assert links == {"self": f"{SITE}feeds/one.xml", "alternate": f"{SITE}one/"}


def test_ids_stay_the_same_whatever_comes_later_and_wherever_the_site_is(repository):
    repository.commit(first := handmade(one(ONE)))
    before = read(repository.root, first)["feeds/changes.xml"]
    repository.commit(later := handmade(one(ONE, TWO)))
    after = read(repository.root, later)["feeds/changes.xml"]
    assert after.feed.id == before.feed.id
    assert after.entries[-1].id == before.entries[0].id != after.entries[0].id
    elsewhere = dict(feeds.artefacts(repository.root, later, "https://elsewhere.example/"))
    assert [item.id for item in feedparser.parse(elsewhere["feeds/changes.xml"]).entries] == [
        item.id for item in after.entries
    ]


def test_a_venue_that_changed_its_id_keeps_its_feed(repository):
    repository.commit(handmade(one(ONE)))
    renamed = one(ONE).model_copy(update={"id": "new", "former_ids": ["one"]})
    repository.commit(last := handmade(renamed))
    found = read(repository.root, last)
    assert [item.title for item in found["feeds/new.xml"].entries] == ["one: 1 venue added"]
    assert found["feeds/one.xml"] == found["feeds/new.xml"]


def test_without_a_history_the_feeds_are_there_and_empty(tmp_path):
    found = read(tmp_path, handmade(one(ONE)))
    assert all(feed.entries == [] for feed in found.values())
    assert found["feeds/changes.xml"].feed.updated == "2026-11-20T00:00:00Z"


def test_a_folder_inside_another_repository_has_no_history(repository):
    repository.commit(state := handmade(one(ONE)))
    inner = repository.root / "inner"
    write(inner, state)
    assert history.commits(inner) == ()


def test_a_shallow_copy_takes_nothing_for_new_that_is_only_cut_off(repository, tmp_path_factory):
    repository.commit(handmade(one(ONE)))
    repository.commit(last := handmade(one(ONE, TWO)))
    shallow = tmp_path_factory.mktemp("shallow")
    repository.git("clone", "--quiet", "--depth=1", repository.root.as_uri(), str(shallow))
    assert read(shallow, last)["feeds/changes.xml"].entries == []


@pytest.mark.parametrize("content", ["id: one\n", "[" * 100_000, "id: [\n"], ids=["short", "deep", "no YAML"])
def test_a_state_that_does_not_fit_the_model_is_passed_over(repository, content):
    repository.commit(handmade(one(ONE)))
    path = repository.root / "data/venues/one.yml"
    path.write_text(content)
    repository.git("commit", "--quiet", "--all", "--message", "x")
    repository.commit(last := handmade(one(ONE, TWO)))
    titles = [item.title for item in read(repository.root, last)["feeds/changes.xml"].entries]
    assert titles == ["one: 1 code added", "one: 1 venue added"]
    with pytest.raises(history.NoHistory, match="does not fit"):
        history.at(repository.root, "HEAD~1")


def test_a_merge_counts_once(repository):
    repository.commit(handmade(one(ONE)))
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.commit(last := handmade(one(ONE, TWO)))
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "branch", "--message", "x")
    titles = [item.title for item in read(repository.root, last)["feeds/changes.xml"].entries]
    assert titles == ["one: 1 code added", "one: 1 venue added"]


def test_texts_of_the_data_are_only_text(repository):
    repository.commit(handmade(one(ONE)))
    hostile = "<script>alert(1)</script> & ]]> \u202e"
    repository.commit(last := handmade(one(ONE, entry("2", hostile))))
    content = read(repository.root, last)["feeds/one.xml"].entries[0].content[0].value
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ]]&gt; \u202e" in content


@pytest.mark.parametrize("ref", ["nothing", "--all", "HEAD:data", "", "main..main"])
def test_a_ref_that_is_no_commit_is_refused(repository, ref):
    repository.commit(handmade(one(ONE)))
    with pytest.raises(history.NoHistory):
        history.at(repository.root, ref)


def test_a_state_is_read_by_any_name_of_its_commit(repository):
    repository.commit(first := handmade(one(ONE)))
    repository.commit(handmade(one(ONE, TWO)))
    assert history.at(repository.root, "HEAD~1") == first


def test_the_built_site_has_well_formed_feeds(site: Path, catalogue: Catalogue):
    for name in [feeds.OVERALL, *(venue.id for venue in catalogue.venues)]:
        feed = feedparser.parse((site / feeds.path_of(name)).read_bytes())
        assert not feed.bozo and feed.version == "atom10"
