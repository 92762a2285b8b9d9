"""The sample reply of a code: it looks as the venue sends it, and there is none where the code comes in another way."""

from __future__ import annotations

import pytest

from macros.catalogue.model import InnerReply, Reply, Section
from macros.catalogue.view import View
from macros.website.replies import sample
from tests.support.handmade import catalogue, entry, section, venue

SENT = '{"code":7,"msg":"Seven"}'


def shown(part: Section, *transports: str, sent: str = SENT, **more: object) -> str | None:
    """The sample for the first code of a section, at a venue that has the same reply on these transports."""
    replies = [
        Reply(
            transport=transport,
            shape="An object.",
            code_key=None if transport == "any" else "code",
            message_key="msg",
            code_type="number",
            example=sent,
            **more,
        )
        for transport in transports or ("rest",)
    ]
    view = View(catalogue(venue(part).model_copy(update={"replies": replies})))
    reply = sample(view.permalinks[0])
    return reply and reply.example


def test_a_code_is_in_the_place_of_an_errors_code() -> None:
    assert shown(section(entry("8", "Eight"))) == '{"code":8,"msg":"Eight"}'


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ('{"code":["7"],"msg":"Seven"}', '{"code":["8"],"msg":"Eight"}'),
        ('{"code":7,"msg":"Seven","data":{}}', '{"code":8,"msg":"Eight","data":{}}'),
    ],
)
def test_the_code_and_its_own_message_are_put_where_they_are_sent(sent: str, expected: str) -> None:
    """Also in a list, and where a part of another reply has the same key for its code."""
    inner = [InnerReply(where="each item of `data`", code_key="code", message_key="text")]
    assert shown(section(entry("8", "Eight")), sent=sent, inner=inner) == expected


def test_codes_with_a_key_of_their_own_are_not() -> None:
    statuses = section(entry("placed")).model_copy(update={"code_key": "status"})
    assert shown(statuses) is None


def test_an_http_status_is_not_in_a_reply() -> None:
    assert shown(section(entry("429", http=429), entry("30x"))) is None
    assert shown(section(entry("-1003", http=429))) is not None


def test_a_reply_of_the_very_transport_comes_first() -> None:
    anywhere = section(entry("8")).model_copy(update={"transport": "any"})
    assert shown(anywhere, "rest") is not None
    assert shown(anywhere, "rest", "any") is None
