"""What ccxt raises for each code, read from the tables of an installed ccxt into data/libraries/ccxt.yml.

ccxt is no dependency of the site: whoever renews the tables installs the version they want (`pip install ccxt==4.5.90`)
and runs `python -m macros ccxt`. A venue that this version no longer has keeps the table of the version that had it.
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ..catalogue.model import RaisedClass, RaisesTable
from ..catalogue.view import View
from ..reading.problems import Refused
from .entries import Plain, key_lines
from .fixer import write

HEAD = """\
# yaml-language-server: $schema=../schema/library.json
# Which exception ccxt raises for which code, by its own tables. Written by `python -m macros ccxt` from an installed
# ccxt. For a new venue add its table with `venue` and `exchange` and run it again; `product` names the part of the
# tables that comes before the common one, such as `inverse`.
"""


def renew(root: Path, view: View, venues: Collection[str] = ()) -> list[str]:
    """Reads the installed ccxt into the file of its tables, for all venues or for some. Returns one line for each venue
    that it does not know. Raises Refused where ccxt is not installed."""
    try:
        ccxt = importlib.import_module("ccxt")
    except ImportError:
        raise Refused("ccxt is not installed here. Run: pip install ccxt") from None
    tables, unknown, version = [], [], ccxt.__version__
    for table in view.catalogue.libraries["ccxt"].tables:
        wanted, exchange = not venues or table.venue in venues, getattr(ccxt, table.exchange, None)
        if wanted and exchange:
            codes = {page.code for page in view.of_venue[table.venue]}
            found = _classes(exchange().exceptions, table.product, codes)
            table = table.model_copy(update={"version": version, "classes": found})
        elif wanted:
            unknown.append(f"ccxt {version} has no {table.exchange}: {table.venue} keeps {table.version}.")
        tables.append(_written(table))
    lines = ["library: ccxt", *key_lines("tables", tables)]
    write(root / "data/libraries/ccxt.yml", HEAD + "\n".join(lines) + "\n")
    return unknown


def _classes(exceptions: Mapping[str, Any], product: str | None, codes: Collection[str]) -> list[RaisedClass]:
    """The exceptions with the codes of the venue that raise them, both sorted. A reply carries a sub-code without what
    follows the underscore."""
    by_class: dict[str, list[str]] = {}
    for code in codes:
        name = _raised(exceptions, product, code) or _raised(exceptions, product, code.partition("_")[0])
        if name:
            by_class.setdefault(name, []).append(code)
    return [RaisedClass(name=name, codes=sorted(by_class[name])) for name in sorted(by_class)]


def _raised(exceptions: Mapping[str, Any], product: str | None, code: str) -> str | None:
    """The name of the class that a code raises: by the product's own table, else by the common one."""
    own = exceptions.get(product, {}).get("exact", {}) if product else {}
    found = own.get(code) or exceptions.get("exact", exceptions).get(code)
    return found.__name__ if isinstance(found, type) else None


def _written(table: RaisesTable) -> dict[str, Any]:
    """A table as it stands in the file, where only codes need quotes."""
    head = {key: Plain(getattr(table, key) or "") for key in ("venue", "exchange", "product", "version")}
    return {**head, "classes": [{"name": Plain(one.name), "codes": one.codes} for one in table.classes]}
