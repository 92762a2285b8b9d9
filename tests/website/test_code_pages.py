"""The page of a code: the answers first, each said once, and every documented fact somewhere below them."""

from __future__ import annotations

import pytest

from macros.catalogue.model import Answer, Call, Catalogue, Category, Condition, Source
from macros.website.code_pages import MOST_OPEN, meanings
from tests.support.handmade import annotation, catalogue, entry, section, venue
from tests.support.pages import text, with_class, with_id
from tests.support.rendered import Rendered, answers, changed, links, said


def condition(id: str, **values: object) -> Condition:
    facts = {
        "title": f"Title of {id}",
        "meaning": f"Meaning of {id}.",
        "differs": "It has no neighbours.",
        "steps": [f"First step of {id}.", "Second step."],
        "retry": "never",
        "outcome": "rejected",
        "acts": "developer",
    }
    return Condition(id=id, **(facts | values))


def rendered(*venues, **conditions: Condition) -> Rendered:
    """The pages of venues, whose conditions are as given, or refusals."""
    ids = sorted({row.equivalent for each in venues for _, _, row in each.rows()})
    known = tuple(conditions.get(id.replace("-", "_"), condition(id)) for id in ids)
    return Rendered(Catalogue(venues=venues, categories=(Category(id="all", title="All", conditions=known),)))


def test_the_answers_come_before_everything_else() -> None:
    page = rendered(venue(section(entry("1", "Too late", equivalent="late"))))["/one/1/"]
    assert answers(page) == ["outcome", "retry", "step"]
    order = said(page)
    places = [order.index(each) for each in ("1 Title of late", "Too late", "No. This request did nothing.")]
    places += [order.index(each) for each in ("First step of late.", "In the docs", "Equivalent codes")]
    assert places == sorted(places)


def test_the_heading_is_the_code_with_the_name_of_its_condition() -> None:
    page = rendered(venue(section(entry("-1007", equivalent="late"))))["/one/-1007/"]
    [heading] = page.iter("h1")
    assert said(heading) == "-1007 Title of late"


def test_what_must_be_checked_is_the_first_step_with_the_request_of_the_venue() -> None:
    source = Source(title="Orders", url="https://example.com/orders", version="copy of 2026-01")
    call = Call(purpose="order", request="GET /order?id=<id>", source=source)
    one = changed(venue(section(entry("1", equivalent="lost"))), calls=[call])
    lost = condition("lost", outcome="unknown", retry="verify-first", verify=["order"])
    page = rendered(one, lost=lost)["/one/1/"]
    [step] = [each for each in page.iter() if each.get("data-answer") == "step"]
    assert said(step).startswith("Check the order: GET /order?id=<id>")
    [runbook] = [each.get("data-copy") for each in page.iter("button") if "Copy runbook" in said(each)]
    assert runbook and runbook.endswith("- First: Check the order: `GET /order?id=<id>`\n")


def test_the_way_to_a_page_names_the_table_of_the_code_where_a_venue_has_several() -> None:
    spot, futures = section(entry("1"), id="spot"), section(entry("2"), id="futures")
    tree = rendered(venue(spot, futures))["/one/2/"]
    assert said(next(with_class(tree, "vec-crumbs"))) == "Venues › one › futures"
    assert said(next(with_class(rendered(venue(spot))["/one/1/"], "vec-crumbs"))) == "Venues › one"
    both = venue(section(entry("1"), id="spot"), section(entry("1"), id="futures"))
    assert said(next(with_class(rendered(both)["/one/1/"], "vec-crumbs"))) == "Venues › one"


def test_a_code_of_one_product_shows_the_query_of_that_product_alone() -> None:
    source = Source(title="Orders", url="https://example.com/orders", version="copy of 2026-01")
    calls = [
        Call(purpose="order", request=f"GET /{id}", applies_to=id, sections=[id], source=source)
        for id in ("spot", "futures")
    ]
    lost = condition("lost", outcome="unknown", retry="verify-first", verify=["order"])
    sections = [
        section(entry(str(code), equivalent="lost"), id=id)
        for code, id in enumerate(["spot", "futures", "http"], start=1)
    ]
    pages = rendered(changed(venue(*sections), calls=calls), lost=lost)
    assert "Check the order (futures): GET /futures" in said(pages["/one/2/"])
    assert "GET /spot" not in said(pages["/one/2/"])
    assert "(spot): GET /spot" in said(pages["/one/3/"]) and "(futures): GET /futures" in said(
        pages["/one/3/"]
    )


def test_entries_with_the_same_meaning_say_it_once_and_keep_their_anchors() -> None:
    page = rendered(
        venue(section(entry("1", "Late"), entry("1", "Late")), section(entry("1", "Too late"), id="b"))
    )
    tree = page["/one/1/"]
    assert answers(tree) == ["outcome", "retry", "step"]
    assert [text(each) for each in with_class(tree, "vec-message")] == ["Late", "Too late"]
    for anchor in ("entry-1", "entry-2", "entry-3"):
        with_id(tree, anchor)
    assert "#1 #2 In the docs: errors, rows 1, 2" in said(tree) and "#3 In the docs: b, row 1" in said(tree)


def test_different_meanings_with_the_same_answers_say_those_once_and_then_how_to_choose() -> None:
    page = rendered(
        venue(section(entry("1", "Late", equivalent="late"), entry("1", "Low", equivalent="low")))
    )
    tree = page["/one/1/"]
    assert answers(tree) == ["outcome", "retry", "choice", "step", "step"]
    [choice] = [each for each in tree.iter() if each.get("data-answer") == "choice"]
    assert links(choice) == ["#entry-1", "#entry-2"]
    assert "Late" in said(choice) and "Low" in said(choice)


def test_different_answers_begin_with_the_choice() -> None:
    lost = condition("lost", outcome="unknown", retry="verify-first", verify=["order"])
    one = venue(section(entry("1", "Late", equivalent="late"), entry("1", "Lost", equivalent="lost")))
    tree = rendered(one, lost=lost)["/one/1/"]
    assert answers(tree)[0] == "choice"
    assert answers(tree)[1:] == ["outcome", "retry", "step"] * 2
    [choice] = [each for each in tree.iter() if each.get("data-answer") == "choice"]
    assert "did nothing, fix first" in said(choice) and "check first" in said(choice)


def test_many_meanings_are_a_list_that_can_be_searched_and_each_entry_has_its_address() -> None:
    number = MOST_OPEN + 3
    rows = [entry("1", f"Message {each}", equivalent=f"c{each}") for each in range(number)]
    tree = rendered(venue(section(*rows)))["/one/1/"]
    assert answers(tree)[2] == "choice"
    choices = list(with_class(tree, "vec-choice"))
    assert len(choices) == number
    for each, choice in enumerate(choices):
        [summary] = choice.iter("summary")
        assert f"Message {each}" in said(summary)
        with_id(choice, f"entry-{each + 1}")
        assert f"First step of c{each}." in said(choice)
    [search] = [each for each in tree.iter("input") if each.get("type") == "search"]
    assert search is not None


def test_sixty_entries_with_as_many_meanings_stay_within_the_limit() -> None:
    long = {
        f"c{each}": condition(
            f"c{each}", steps=[f"{'Do this and that. ' * 8}{each}"] * 3, meaning="So it is. " * 10
        )
        for each in range(60)
    }
    rows = [
        entry("1", f"Message number {each} of the venue, with some more words", equivalent=f"c{each}")
        for each in range(60)
    ]
    html = rendered(venue(section(*rows)), **long).html("/one/1/")
    frame = 11_500
    assert len(html.encode()) + frame <= 24_000 + 52 * 1_500


def test_a_shared_message_names_the_codes_that_it_comes_with() -> None:
    shared = changed(entry("1", "No funds"), code="", codes=["1", "2"])
    page = rendered(venue(section(shared)))
    for code in ("1", "2"):
        assert "The docs give this message for any of 1, 2." in said(page[f"/one/{code}/"])


def test_the_answer_for_another_kind_of_request_is_said() -> None:
    query = Answer(request="query", outcome="rejected", retry="later", note="Just ask again.")
    lost = condition("lost", outcome="unknown", retry="verify-first", verify=["order"], by_request=[query])
    tree = rendered(venue(section(entry("1", equivalent="lost"))), lost=lost)["/one/1/"]
    assert "Reading data did nothing wait, then retry Just ask again." in said(tree)


def test_every_documented_fact_is_on_the_page() -> None:
    row = changed(
        entry("1", "Said", http=418),
        name="TEAPOT",
        description="Longer words.",
        observed="Seen somewhere.",
        observed_messages=["Said otherwise"],
        variants=["Sa", "id"],
        note="Our reason.",
    )
    page = said(rendered(venue(section(row)))["/one/1/"])
    for fact in (
        "TEAPOT",
        "HTTP status 418",
        "Longer words.",
        "Seen somewhere.",
        "Said otherwise",
        "Sa",
        "id",
    ):
        assert fact in page
    assert "errors, row 1" in page and "REST" in page and "Our reason." in page


def test_a_text_that_only_explains_is_told_from_a_message() -> None:
    row = changed(entry("1"), messages=[], explanation="Order refused")
    tree = rendered(venue(section(row)))["/one/1/"]
    assert [text(each) for each in tree.iter("q")] == ["Order refused"]
    assert not list(with_class(tree, "vec-message"))
    assert "the API may return other words" in said(tree)


def test_a_long_message_stands_below_the_answers() -> None:
    tree = rendered(venue(section(entry("1", "word " * 100))))["/one/1/"]
    order = said(tree)
    assert order.index("Can I retry?") < order.index("word word")


def test_prose_shows_no_backtick_and_names_conditions_by_their_titles() -> None:
    row = changed(entry("1"), note="Follow `late`, and `ask` the venue.")
    other = entry("2", equivalent="late")
    tree = rendered(venue(section(row, other)))["/one/1/"]
    assert "`" not in "".join(tree.itertext())
    assert "Follow Title of late, and ask the venue." in said(tree)


def test_no_step_contradicts_the_answers_of_an_entry() -> None:
    """The steps of a condition are for its own answers. An entry with others shows its reason, once, and what follows."""
    late = condition("late", outcome="rejected", retry="later", steps=["Send it again."])
    row = changed(entry("1", equivalent="late"), retry="never", note="The order is too old.")
    page = said(rendered(venue(section(row, entry("2", equivalent="late"))), late=late)["/one/1/"])
    assert "Send it again." not in page
    assert page.count("The order is too old.") == 1
    assert "The order is too old. Do not send the same request again: it would fail." in page


def test_a_note_that_leads_to_another_condition_stands_above_the_answers() -> None:
    row = changed(entry("1"), note="If the text says banned, follow `late`.")
    order = said(rendered(venue(section(row, entry("2", equivalent="late"))))["/one/1/"])
    assert order.index("If the text says banned") < order.index("Can I retry?")
    assert order.count("If the text says banned") == 1


def test_what_is_odd_stands_below_the_answers() -> None:
    one = venue(section(entry("1")), annotations=(annotation("wording", "1"),))
    order = said(rendered(one)["/one/1/"])
    assert order.index("Can I retry?") < order.index("Misleading wording.")


def test_what_is_odd_about_a_table_stands_with_each_code_of_that_table_alone() -> None:
    tables = section(entry("1"), id="spot"), section(entry("2"), id="futures")
    page = rendered(venue(*tables, annotations=(annotation("wording", sections=["spot"]),)))
    assert "Misleading wording." in said(page["/one/1/"])
    assert "Misleading wording." not in said(page["/one/2/"])


def test_a_code_with_another_outcome_than_its_condition_says_that_its_own_counts() -> None:
    usual, own = entry("1", equivalent="late"), entry("2", equivalent="late")
    own = changed(own, outcome="unknown", retry="verify-first", verify=["order"])
    page = rendered(venue(section(usual, own)))
    assert "Meaning of late. That is the usual case" in said(page["/one/2/"])
    assert "That is the usual case" not in said(page["/one/1/"])


def test_a_page_leads_to_its_neighbours_and_to_the_same_error_elsewhere() -> None:
    one = venue(section(entry("1"), entry("2"), entry("3")))
    other = venue(section(entry("9")), id="other")
    found = links(rendered(one, other)["/one/2/"])
    assert {"../../one/1/", "../../one/3/", "../../other/9/", "../../equivalents/rejected/"} <= set(found)


def test_a_number_with_sub_codes_alone_says_what_they_have_in_common_and_leads_to_them() -> None:
    one = venue(section(entry("51008_1"), entry("51008_2")))
    page = rendered(one)
    tree = page["/one/51008/"]
    assert answers(tree) == ["outcome", "retry", "choice"]
    assert {"../../one/51008-1/", "../../one/51008-2/"} <= set(links(tree))


@pytest.mark.parametrize("number", [1, 2, 7])
def test_every_row_is_in_one_meaning(number: int) -> None:
    rows = [entry("1", f"Text {each}", equivalent=f"c{each % 3}") for each in range(number)]
    [page] = Rendered(catalogue(venue(section(*rows)))).view.permalinks
    numbers = [row.number for meaning in meanings(page) for row in meaning.rows]
    assert sorted(numbers) == list(range(1, number + 1))
