"""What the lookup shows again of a text holds no secret: keys, signatures, passphrases, tokens, cookies, addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from macros.catalogue.view import View
from tests.lookup.engine import Engine, engine
from tests.support import handmade
from tests.support.handmade import entry, section

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"

SECRETS = [
    (f"apiKey={KEY}", KEY),
    (f'"apiKey":"{KEY}"', KEY),
    (f'{{\\"apiKey\\":\\"{KEY}\\"}}', KEY),
    (f"apiKey%3D{KEY}%22", KEY),
    ("APIKEY => abcdef", "abcdef"),
    ("('X-MBX-APIKEY', 'abcdef')", "abcdef"),
    ("api key is abcdef", "abcdef"),
    ("api_key: abcdef", "abcdef"),
    ("secret: CorrectHorse", "CorrectHorse"),
    ("secretKey=CorrectHorse", "CorrectHorse"),
    ('"passphrase":"MySecretPhrase"', "MySecretPhrase"),
    ("passphrase = MySecretPhrase", "MySecretPhrase"),
    ("password=CorrectHorseBattery", "CorrectHorseBattery"),
    ("password: hunter", "hunter"),
    ("passwd=hunter", "hunter"),
    ("pwd=hunter", "hunter"),
    ("X-BM-MEMO: tradingbot", "tradingbot"),
    ("memo: tradingbot", "tradingbot"),
    ("OK-ACCESS-PASSPHRASE: MySecretPhrase", "MySecretPhrase"),
    ("KC-API-PASSPHRASE: MySecretPhrase", "MySecretPhrase"),
    ("X-MBX-APIKEY: abcdef", "abcdef"),
    ("OK-ACCESS-SIGN: abcdef=", "abcdef"),
    ("signature=abcdef", "abcdef"),
    ("sign=abcdef", "abcdef"),
    ("Authorization: Bearer abcdef", "abcdef"),
    ("Authorization: Basic YWJjOmRlZg==", "YWJjOmRlZg"),
    ("token=abcdef", "abcdef"),
    ('"access_token":"abcdef"', "abcdef"),
    ("Cookie: session=abcdef", "abcdef"),
    ("Set-Cookie: sid=abcdef; Path=/", "abcdef"),
    ("otp: 482913", "482913"),
    ("2fa code: 482913", "482913"),
    ("verification code: 482913", "482913"),
    ("one-time code is 482913", "482913"),
    ("密码：abcdef", "abcdef"),
    ("密钥: abcdef", "abcdef"),
    ("пароль: abcdef", "abcdef"),
    ("contraseña: abcdef", "abcdef"),
    ("eyJhbGciOi.eyJzdWIi.c2ln", "eyJzdWIi"),
    (f"key {KEY} was refused", KEY),
    ("9f1c0a7d1fae7cf1b1e0", "9f1c0a7d1fae7cf1b1e0"),
    ("9f1c0a7d1fae7cf1", "9f1c0a7d1fae7cf1"),
    ("0x6997c9912850d75e2e2b1b33b5d", "6997c9912850d75e"),
    ("c821db84-6fbd-11e4-a9e3-c86000d26d7c", "c821db84"),
    ("somebody@example.org", "somebody"),
    ("request ip: 203.0.113.10", "203.0.113.10"),
    ("from 2001:db8:85a3:0:0:8a2e:370:7334", "8a2e"),
    ("from 2001:db8::1", "2001:db8"),
    ("uid 100023456789012", "100023456789012"),
    ("mnemonic: abandon", "abandon"),
    ("private key: abcdef", "abcdef"),
    ("privateKey=abcdef", "abcdef"),
]

HARMLESS = [
    '{"code":-1022,"msg":"Signature for this request is not valid."}',
    "Invalid API-key, IP, or permissions for action.",
    '{"errorCode":"91002","errorMessage":"API KEY not found"}',
    "API key is invalid.",
    "Header X-BM-SIGN is wrong",
    "EOrder:Insufficient funds",
    "INVALID_PARAM_VALUE",
]


@pytest.fixture(scope="module")
def ready(browser: Any) -> Iterator[Engine]:
    with engine(View(handmade.catalogue(handmade.venue(section(entry("1"))))), browser) as ready:
        yield ready


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_a_secret_is_not_shown_again(ready: Engine, text: str, secret: str) -> None:
    masked = ready.masked(f"error -1022 {text} and more")
    assert secret not in masked
    assert "-1022" in masked and "more" in masked


@pytest.mark.parametrize("text", HARMLESS)
def test_a_message_about_keys_is_no_secret(ready: Engine, text: str) -> None:
    assert ready.masked(text) == text
