"""Takes the README's pictures from the real site: `make tour`. pytest does not collect this file by itself.

Look at the pictures before they are committed. Letters differ from system to system, so they are never compared.
"""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image

PICTURES = Path(__file__).parent.parent / ".github"
PASTED = '{"retCode":110007,"retMsg":"Available balance is insufficient"}'

PHONES = (
    (f"/?{urlencode({'q': PASTED})}", "#lookup-results li", "body", "dark"),
    ("/equivalents/insufficient-balance/?text=spot", ".vec-uses", "#codes", "light"),
    ("/compare/?venues=binance-spot,bybit-v5,okx-v5", ".is-chosen", ".vec-compare > p", "dark"),
)
"""What the tour shows: where, what to wait for, what to have at the top, and in which colours."""

SHEET = """<style>body {{ margin: 0; display: flex; gap: 24px }}
img {{ outline: 1px solid #888; outline-offset: -1px; border-radius: 12px }}</style>{}"""


def test_a_permalink(open_page) -> None:
    page = open_page("/binance-spot/-1007/", width=1280, height=820)
    _keep("readme.png", page.screenshot())


def test_a_tour(open_page, browser) -> None:
    images = []
    for url, awaited, top, scheme in PHONES:
        page = open_page(url, width=390, height=720, color_scheme=scheme)
        page.locator(awaited).first.wait_for()
        page.locator(top).first.evaluate("(top) => scrollBy(0, top.getBoundingClientRect().top - 64)")
        page.wait_for_timeout(500)
        images.append(f'<img src="data:image/png;base64,{b64encode(page.screenshot()).decode()}" alt="">')
    sheet = browser.new_page(viewport={"width": 3 * 390 + 2 * 24, "height": 720})
    sheet.set_content(SHEET.format("".join(images)))
    _keep("tour.png", sheet.screenshot(omit_background=True))
    sheet.close()


def _keep(name: str, png: bytes) -> None:
    """Writes a picture with as few colours as it needs: a page has few, and everybody who clones it loads it."""
    Image.open(BytesIO(png)).quantize(128, method=Image.Quantize.FASTOCTREE).save(
        PICTURES / name, optimize=True
    )
