"""Texts of any characters on the pages: what is shown is what was given."""

from __future__ import annotations

import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st

from macros.catalogue.addresses import AddressBook
from macros.catalogue.view import View
from macros.website.pages import pages
from macros.website.render import message
from tests.support.damage import texts
from tests.support.handmade import catalogue as handmade
from tests.support.handmade import entry, section, venue


def shown(html: str, name: str) -> list[str]:
    """The texts of the elements of a class, as a browser would read them."""
    tree = tinyhtml5.parse(f"<!doctype html><body>{html}", namespace_html_elements=False)
    return ["".join(each.itertext()) for each in tree.iter() if name in str(each.get("class", "")).split()]


@given(texts)
def test_a_message_reads_as_it_was_written(text: str) -> None:
    assert shown(f'<p class="here">{message(text)}</p>', "here") == [text]


@given(st.lists(texts, min_size=1, max_size=3), texts)
def test_every_page_shows_the_messages_as_they_were_written(messages: list[str], name: str) -> None:
    one = venue(section(entry("1", *messages).model_copy(update={"name": name[:100]}))).model_copy(
        update={"name": name}
    )
    html = {page.url: page.render() for page in pages(View(handmade(one)), AddressBook())}
    assert shown(html["/one/1/"], "vec-message") == messages
    assert shown(html["/one/"], "vec-message") == messages
    assert shown(html["/equivalents/rejected/"], "vec-message")[0] == messages[0]
