"""The scripts as they are sent: the lookup's modules as one file, and none with the comments that tell readers and type
checkers what is what."""

from __future__ import annotations

import re
from collections.abc import Mapping

SCRIPTS = re.compile(r"assets/(lookup/)?[a-z-]+\.js")
"""The addresses of the site's own scripts."""

_LOOKUP = "assets/lookup/lookup.js"

_BLOCK = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/\n", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"/\*\* .*? \*/ ?")
_REST = re.compile(r"^\s*// .*\n|[ \t]+// .*$|^\s+", re.MULTILINE)
_FROM = re.compile(r'^(import|export) (\{[^}]*\}) from "\./([a-z]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function\*?|const) (\w+)", re.MULTILINE)


def sent(sources: Mapping[str, str]) -> dict[str, str]:
    """The scripts that the site has, from their sources; both by address. What is joined to the lookup is not there on
    its own."""
    modules = _needed(sources, _LOOKUP, [])
    joined = _joined(sources, modules)
    alone = {address: text for address, text in sources.items() if address not in modules}
    return {address: _compact(text) for address, text in {**alone, _LOOKUP: joined}.items()}


def _needed(sources: Mapping[str, str], address: str, known: list[str]) -> list[str]:
    """A module and all that it imports, each behind what it needs itself."""
    for _, _, name in _FROM.findall(sources[address]):
        other = f"{address.rpartition('/')[0]}/{name}.js"
        if other not in known:
            _needed(sources, other, known)
    known.append(address)
    return known


def _joined(sources: Mapping[str, str], modules: list[str]) -> str:
    """Modules as one, so that a browser sends one request. Each keeps a scope of its own; the last
    hands on what the others have."""
    *others, last = (sources[address] for address in modules)
    names = (address.rpartition("/")[2].removesuffix(".js") for address in modules)
    return "".join(map(_scope, names, others)) + _FROM.sub(r"export const \2 = $\3;\n", last)


def _scope(name: str, module: str) -> str:
    given = ", ".join(found[2] for found in _EXPORT.finditer(module))
    body = _EXPORT.sub(r"\1 \2", _FROM.sub(r"const \2 = $\3;\n", module))
    return f"const ${name} = (() => {{\n{body}return {{ {given} }};\n}})();\n"


def _compact(script: str) -> str:
    """A script without its comments, its indentation and its empty lines. Everything else stays as it is."""
    return _REST.sub("", _INLINE.sub("", _BLOCK.sub("", script)))
