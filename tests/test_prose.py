"""Every sentence that a reader sees is in plain English: no common slip, and easy enough to read."""

from __future__ import annotations

from statistics import median

from tests import prose


def test_no_sentence_has_a_phrase_with_a_plainer_one() -> None:
    written = [*prose.pages(), *prose.docstrings()]
    assert [
        f"{name}: {found!r}; write {better}" for name, text in written for found, better in prose.slips(text)
    ] == []


def test_the_median_page_is_plain_english() -> None:
    """A Flesch reading ease of 60 to 70 is plain English; legal texts have some 30."""
    assert median(prose.reading_ease(text) for _, text in prose.pages() if text.strip()) >= 55


def test_hard_sentences_are_found() -> None:
    easy = "Look up the order. If it is there, do not send it again."
    hard = "Subsequent retransmission necessitates preliminary verification of authoritative execution information."
    assert prose.reading_ease(easy) > 80 and prose.reading_ease(hard) < 0
    assert [found for found, _ in prose.slips("In order to retry, simply resend; a `please` is quoted.")] == [
        "In order to",
        "simply",
    ]
