"""The lookup's index, made from the same view as the pages, and the description that adds the site to a browser's search.

The index is one file, so that what is looked up never shows in a request. It is kept small: a text that several
entries share stands in it once, and what an entry leaves to its condition isn't repeated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from textwrap import shorten
from typing import Any
from xml.sax.saxutils import escape

from ..catalogue import words
from ..catalogue.model import Catalogue, Reply, Venue
from ..catalogue.permalinks import Permalink, Row, permalinks

INDEX = "lookup/index.json"
OPENSEARCH = "opensearch.xml"
SCRIPTS = re.compile(r"assets/(lookup/[a-z]+|search-codes)\.js")
"""The scripts of the lookup and of the header search."""

OTHER_EXCHANGES = [
    "ascendex",
    "bibox",
    "binance",
    "bingx",
    "bitbank",
    "bitfinex",
    "bitflyer",
    "bitforex",
    "bitget",
    "bithumb",
    "bitmart",
    "bitmex",
    "bitpanda",
    "bitrue",
    "bitstamp",
    "bittrex",
    "bitvavo",
    "btcmarkets",
    "btcturk",
    "bybit",
    "coinbase",
    "coinbasepro",
    "coincheck",
    "coindcx",
    "coinex",
    "coinone",
    "cryptocom",
    "cryptopia",
    "deribit",
    "digifinex",
    "dydx",
    "exmo",
    "ftx",
    "gateio",
    "gate.io",
    "gdax",
    "hashkey",
    "hitbtc",
    "hotcoin",
    "htx",
    "huobi",
    "hyperliquid",
    "independentreserve",
    "indodax",
    "korbit",
    "kraken",
    "kucoin",
    "latoken",
    "lbank",
    "mexc",
    "ndax",
    "novadax",
    "okcoin",
    "okex",
    "okx",
    "orangex",
    "paradex",
    "phemex",
    "poloniex",
    "probit",
    "tokocrypto",
    "toobit",
    "upbit",
    "wavesexchange",
    "wazirx",
    "weex",
    "whitebit",
    "yobit",
    "zonda",
]
"""Exchanges as client libraries call them. What is said of one that isn't in the catalogue is no error of a venue here."""

VOCABULARY = {
    # Words that a number after them makes a code, also as the last part of a key: errorCode, error_code, APIError(...).
    "error": "err error errcode errorcode code codes exception apierror fehler erreur erro hata lỗi ошибка ошибки "
    "ошибку код кода エラー コード エラーコード 오류 에러 코드 错误 錯誤 代码 代碼 码 碼 报错 報錯 报 出错 提示 返回 出现 出現 异常 失败 错",
    # What may stand before that in a key, besides an operator's name: apiCode, BinanceError. Any other word makes it a
    # code of something else: statusCode, zip_code.
    "owner": "api app biz body client data e err error ex exc exception exchange json ok reject rejection reply req request "
    "res resp response server venue a p i",
    # Words that may stand between one of these and the number.
    "link": "is was are of no num number with returned returns 是 为",
    # Words that make a code one of something else, and words that do so anywhere near.
    "foreign": "area close closed cloudflare country exit exited http https line mysql os process return sms sql status wsa "
    "winerror zip",
    "elsewhere": "abnormal abnormally close closed closing closure cloudflare disconnect disconnected errno keepalive mysql reqid "
    "requote socketexception winerror",
    # Words after a number that make it a code.
    "failed": "err error errcode exception code 错 錯 错误 报错 報錯 异常 代码 エラー 오류",
    # Words that introduce a number in a sentence.
    "said": "returned returns return result response responded got get getting gives gave threw throws received says said "
    "fails failed failure rejected",
    # Words before a number that make it an amount, a place or an id; those before a negative one; and words after either.
    "count": "account amount ask at balance bid bought build buy by change contracts cost count delta diff fee for from high "
    "id in last line loss low net offset on order orders over page pid pnl port position price profit qty quantity room row "
    "sell seq since size sold to total uid under until user v value version vol volume year",
    "sum": "amount balance change cost delta diff loss net offset pnl position price profit qty quantity size sum temperature total value",
    "unit": "bps bnb btc busd bytes contracts days errors eur eth files gb hour hours items k kb lines lot lots m mb min "
    "minutes ms orders points requests row rows s sats sec secs second seconds times tests trades usd usdc usdt x 个 秒 次 元 "
    "毫秒 分钟 条 倍 张 天",
    # Words of a question, beside which a code stands alone.
    "filler": "a an and any api are at be can client code codes do does error errors err exception for from get getting got "
    "happens help how i in is it mean meaning means message msg my not of on or please rest response return returned returns "
    "server the this to was websocket what when why with ws 错误 代码 错误码 错误代码 什么 什么意思 是什么 是什么意思 意思 请问 报错 "
    "怎么 怎么办 怎么回事 返回 提示 是 的",
    # Messages that any web server sends, their words joined by hyphens.
    "common": "bad-request exception forbidden internal-server-error internal-system-error invalid-request "
    "method-not-allowed not-found ok rate-limit-exceeded request-too-many-requests service-unavailable success system-error "
    "too-many-requests unauthorized unsupported-media-type",
}
"""What tells codes from other numbers, for `docs/assets/lookup/text.js`. Words are in lower case."""


WORDING = {
    "none": "No documented error was found in this text.",
    "one": "1 code found.",
    "several": "{count} codes found, the likeliest first.",
    "many": "{count} codes found; these are the likeliest {most}.",
    "long": "All {length} characters were read; the first {kept} are kept here.",
    "unknown": "{code} is in no document of these venues.",
    "unfit": "{code} is documented ({venues}), but does not fit this text.",
    "success": "{code} means success ({venues}).",
    "answers": "Did anything happen? {outcome} May I send it again? {retry}",
    "why": "Why: {why}.",
    "code": "the code {text}",
    "read": "{text}, read as {code}",
    "keys": "the keys {text}",
    "message": "its message “{text}”",
    "nearly message": "nearly its message: “{text}”",
    "observed": "a text that was seen with this code: “{text}”",
    "nearly observed": "nearly a text that was seen with this code: “{text}”",
    "word": "“{text}” itself",
    "begun": "its message holds “{text}”",
    "differs": "though “{text}” is not its documented message",
    "elsewhere": "though the text gives {text} as the code",
    "name": "“{text}” in the text",
    "host": "the host {text}",
    "path": "the path {text}",
    "header": "the header {text}",
    "sibling": "the text names {sibling}, which is not {venue}: there it may mean something else",
}
"""What the lookup says of its results, with what is filled in between braces."""


def artefacts(catalogue: Catalogue, site_url: str) -> Iterator[tuple[str, bytes]]:
    """The files of the lookup: for each its path from the site's root and its content."""
    yield INDEX, index(catalogue)
    yield OPENSEARCH, opensearch(site_url, "Venue Error Codes").encode()


def compact(script: str) -> str:
    """A script without its comments and indentation, which only readers of the source need. The rest stays as it is."""
    code = re.sub(r"^ */\*.*?\*/\n", "", script, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"^\s+| // .*$", "", code, flags=re.MULTILINE)


def index(catalogue: Catalogue) -> bytes:
    """All that the lookup knows, as compact JSON. `docs/assets/lookup/catalogue.js` reads it.

    A meaning is a condition's title, retry, outcome, and whether it is a success; entries refer to theirs by number. Of a
    page there is the code and then its entries: [meaning, whether on WebSocket, name, number of documented messages,
    text, text, ...]. A number in place of a text refers to an earlier one, counted from the first of the index.
    """
    meanings: dict[tuple[str, str, str, int], int] = {}
    texts: dict[str, int] = {}
    codes: dict[str, list[Any]] = {venue.id: [] for venue in catalogue.venues}
    operators = sorted({venue.operator.lower().replace(" ", "") for venue in catalogue.venues})
    for page in permalinks(catalogue):
        codes[page.venue.id].append(_page(page, meanings, texts))
    return json.dumps(
        {
            "retry": {value: wording.sentence for value, wording in words.RETRY.items()},
            "outcome": {value: wording.sentence for value, wording in words.OUTCOME.items()},
            "venues": [_venue(venue) | {"codes": codes[venue.id]} for venue in catalogue.venues],
            "meanings": list(meanings),
            "others": _others(catalogue),
            "vocabulary": VOCABULARY | {"owner": " ".join([VOCABULARY["owner"], *operators])},
            "wording": WORDING,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def _page(
    page: Permalink, meanings: dict[tuple[str, str, str, int], int], texts: dict[str, int]
) -> list[Any]:
    return [page.code, *(_entry(row, meanings, texts) for row in page.rows)]


def _entry(row: Row, meanings: dict[tuple[str, str, str, int], int], texts: dict[str, int]) -> list[Any]:
    is_success = int(row.condition.crosswalk.grpc == "OK")
    meaning = (row.condition.title, row.retry, row.outcome, is_success)
    documented = row.entry.messages + row.entry.variants
    return [
        meanings.setdefault(meaning, len(meanings)),
        int(row.section.transport == "websocket"),
        row.entry.name or 0,
        len(documented),
        *(_once(text, texts) for text in documented + row.entry.observed_messages),
    ]


def _once(text: str, texts: dict[str, int]) -> str | int:
    if text in texts:
        return texts[text]
    texts[text] = len(texts)
    return text


def _venue(venue: Venue) -> dict[str, Any]:
    return {
        "id": venue.id,
        "name": venue.name,
        **venue.clues.model_dump(),
        "replies": [_reply(reply) for reply in venue.replies],
    }


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "transport": int(reply.transport == "websocket"),
        "code": reply.code_key,
        "message": reply.message_key,
        "string": reply.code_type == "string",
        "keys": _keys(reply),
    }


def _keys(reply: Reply) -> list[str]:
    """All keys of the example reply, at any depth. An example that is no JSON has but the two that are named."""
    keys = {reply.code_key: None} | ({reply.message_key: None} if reply.message_key else {})
    try:
        json.loads(
            reply.example, object_pairs_hook=lambda pairs: keys.update(dict.fromkeys(key for key, _ in pairs))
        )
    except ValueError:
        pass
    return list(keys)


def _others(catalogue: Catalogue) -> list[str]:
    named = "".join(
        name.lower() for venue in catalogue.venues for name in [venue.id, venue.name, *venue.clues.names]
    )
    return [exchange for exchange in OTHER_EXCHANGES if exchange not in named]


def opensearch(site_url: str, name: str) -> str:
    """The text of opensearch.xml, with which a browser takes the site for a search engine. Its addresses are absolute."""
    root = escape(site_url if site_url.endswith("/") else f"{site_url}/", {'"': "&quot;"})
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"  <ShortName>{escape(shorten(name, 16, placeholder=''))}</ShortName>\n"
        f"  <LongName>{escape(shorten(name, 48, placeholder=''))}</LongName>\n"
        "  <Description>Look up an error code or message of a trading venue</Description>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        f'  <Image width="16" height="16" type="image/svg+xml">{root}assets/favicon.svg</Image>\n'
        f'  <Url type="text/html" method="get" template="{root}?q={{searchTerms}}"/>\n'
        f'  <Url type="application/opensearchdescription+xml" rel="self" template="{root}{OPENSEARCH}"/>\n'
        "</OpenSearchDescription>\n"
    )
