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
    ("clientSecret: 'abcdef'", "abcdef"),
    ("sessionToken=abcdef", "abcdef"),
    ("csrftoken=abcdef12", "abcdef12"),
    ('"password": "two words"', "words"),
    ("postgres://bot:hunterpass@db/trades", "hunterpass"),
    ("https://user:hunterpass@api.example.com/", "hunterpass"),
    ("https://hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D/abcDEFghiJKLmnoPQRstuVWX", "abcDEF"),
    ("https://discord.com/api/webhooks/123456789012345678/abcDEF_ghiJKL-mnoPQR", "mnoPQR"),
    ("https://api.telegram.org/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/sendMessage", "zyx57W2"),
    ("Cookie: a=b; p20t=web.eyJhbGci", "eyJhbGci"),
    ("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBkg\n-----END EC PRIVATE KEY-----", "MHcCAQEE"),
    ("seed phrase: " + "witch collapse practice feed shame open " * 2 + "- there", "practice"),
    ("auth code 482913", "482913"),
    ("phone: 13800138000", "13800138000"),
    ("call +1 415 555 0100", "555 0100"),
]

HARMLESS = [
    '{"code":-1022,"msg":"Signature for this request is not valid."}',
    "Invalid API-key, IP, or permissions for action.",
    '{"errorCode":"91002","errorMessage":"API KEY not found"}',
    "API key is invalid.",
    "Header X-BM-SIGN is wrong",
    "EOrder:Insufficient funds",
    "INVALID_PARAM_VALUE",
    '{"code":"60005","msg":"Invalid token"}',
    "Timestamp is 1000 ms ahead: 2024-05-05 10:00:00 -1021",
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


@pytest.mark.parametrize(
    "text", ["password: 48291 error", "passphrase=CODE_RED", "token 48291a error", "otp: 48291, error"]
)
def test_a_secret_is_no_code_that_is_said_to_be_unknown(ready: Engine, text: str) -> None:
    assert ready.understood(text)["codes"] == []


@pytest.mark.parametrize("text", HARMLESS)
def test_a_message_about_keys_is_no_secret(ready: Engine, text: str) -> None:
    assert ready.masked(text) == text
