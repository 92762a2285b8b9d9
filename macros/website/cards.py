"""Pictures that other programs show for the site: a card for previews of links, and icons for phones. Drawn with each
build, because networks and phones take no SVG, and because a card says how many codes there are.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from ..catalogue import addresses
from ..catalogue.view import View, codes_in

WIDTH, HEIGHT, MARGIN = 1200, 630, 80
"""The size that networks ask for, in pixels."""

ICONS = (180, 192, 512)
"""The sizes of icons that phones ask for, in pixels."""

_PAPER, _INK = (17, 22, 26), (218, 224, 226)
_LOGO = (
    ((4, 3, 9, 5), (4, 3, 6, 21), (4, 19, 9, 21)),
    ((15, 3, 20, 5), (18, 3, 20, 21), (15, 19, 20, 21)),
    ((8, 11, 12, 13), (14, 8, 16, 16)),
)
"""The rectangles of the logo in a square of 24."""

_NAME = "Venue Error Codes"
_SAID = "What each means, whether your order went through, whether to retry."


def artefacts(view: View) -> Iterator[tuple[str, bytes]]:
    """All pictures and the manifest that names the icons: for each its address and its content."""
    venues = view.catalogue.venues
    codes = f"{codes_in(view.permalinks):,} error codes of {len(venues)} crypto exchange APIs"
    yield addresses.card("site"), card(codes, _SAID)
    for venue in venues:
        number = f"{codes_in(view.of_venue[venue.id]):,} error codes. {_SAID}"
        yield addresses.card(venue.id), card(venue.name, number)
    for size in ICONS:
        yield addresses.icon(size), icon(size)
    yield addresses.MANIFEST, _manifest()


@cache
def card(title: str, said: str) -> bytes:
    """A preview card as PNG, with a large title and a sentence."""
    image, draw = _sheet(WIDTH, HEIGHT)
    y = float(MARGIN)
    for text, size in ((title, 92), (said, 44)):
        font = ImageFont.load_default(size)
        for line in _lines(text, font):
            draw.text((MARGIN, y), line, font=font, fill=255 if size > 50 else 190)
            y += size * 1.25
        y += 24
    _draw_logo(draw, MARGIN - 14, HEIGHT - 142, 84)
    draw.text((MARGIN + 92, HEIGHT - 122), _NAME, font=ImageFont.load_default(40), fill=255)
    return _png(image)


@cache
def icon(size: int) -> bytes:
    """The logo as a square PNG."""
    image, draw = _sheet(size, size)
    _draw_logo(draw, size * 0.14, size * 0.14, size * 0.72)
    return _png(image)


def _sheet(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (width, height), 0)
    return image, ImageDraw.Draw(image)


def _draw_logo(draw: ImageDraw.ImageDraw, x: float, y: float, size: float) -> None:
    for part in _LOGO:
        for left, top, right, bottom in part:
            box = (x + left / 24 * size, y + top / 24 * size, x + right / 24 * size, y + bottom / 24 * size)
            draw.rectangle([round(each) for each in box], fill=255)


def _lines(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> Iterator[str]:
    """The text in lines that fit on a card. Letters that the font lacks are replaced by plainer ones: Ⓢ by S."""
    line = ""
    for word in unicodedata.normalize("NFKC", text).split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > WIDTH - 2 * MARGIN:
            yield line
            longer = word
        line = longer
    yield line


def _png(image: Image.Image) -> bytes:
    """The picture with its shades turned into those between paper and ink, which keeps it small."""
    shades = [
        round(paper + (ink - paper) * shade / 255)
        for shade in range(256)
        for paper, ink in zip(_PAPER, _INK, strict=True)
    ]
    image.putpalette(shades)
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _manifest() -> bytes:
    manifest = {
        "name": _NAME,
        "short_name": "Error Codes",
        "start_url": ".",
        "display": "browser",
        "icons": [
            {"src": addresses.icon(size)[1:], "sizes": f"{size}x{size}", "type": "image/png"}
            for size in ICONS[1:]
        ],
    }
    return json.dumps(manifest).encode()
