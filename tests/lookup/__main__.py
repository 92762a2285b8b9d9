"""How well the lookup does on the corpus.

    python -m tests.lookup                  the figures, for the fitting and for the testing part
    python -m tests.lookup --misses         and every paste of the fitting part that goes wrong
    python -m tests.lookup --why "5002O"    why a text, or each paste that holds it, gets its answer
    python -m tests.lookup fit              finds the weights anew and writes them into signals.yml

The testing part is for measuring. Whoever changes the lookup looks at the misses of the fitting part only.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any

from macros.catalogue.view import View
from macros.programs import lookup
from macros.reading.gate import load
from tests.lookup.cases import Case, Judge, cases
from tests.lookup.engine import Engine, chromium, engine
from tests.lookup.fit import START, Place, fit
from tests.lookup.measure import measure
from tests.support.project import ROOT

_UNSURE = 0.3
"""What a place counts that has no right page, in a text that is about another place."""


def main() -> None:
    """Runs what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.lookup")
    parser.add_argument("task", nargs="?", choices=["measure", "fit"], default="measure")
    parser.add_argument("--misses", action="store_true", help="list what goes wrong in the fitting part")
    parser.add_argument(
        "--why", metavar="TEXT", help="explain the answers to this text, or to the pastes that hold it"
    )
    options = parser.parse_args()
    judge = Judge(View(load(ROOT)))
    held = [case for case in cases() if judge.holds(case)]
    with chromium() as browser, engine(judge.view, browser) as ready:
        if options.why is not None:
            chosen = [case for case in held if options.why in case.paste]
            explain(ready, judge, chosen or [Case("the command line", 1, options.why)])
        elif options.task == "fit":
            weights = {name: signal["weight"] for name, signal in lookup.signals().items()}
            write(fit(places(ready, judge, [case for case in held if not case.testing]), weights))
        else:
            report(ready, judge, held, options.misses)


def report(ready: Engine, judge: Judge, held: list[Case], with_misses: bool) -> None:
    """Prints the figures of both parts."""
    for name, part in (
        ("fitting", [case for case in held if not case.testing]),
        ("testing", [case for case in held if case.testing]),
    ):
        figures = measure(judge, part, ready.find([case.paste for case in part]))
        print(f"{name}: {figures}")
        if with_misses and name == "fitting":
            for case, answers in figures.misses:
                print(f"\n{case.file}:{case.line}  {_short(case.paste)}")
                for answer in answers[:3]:
                    print(f"    {answer['rank']:6} {answer['score']:6.1f}  {answer['page']}")


def explain(ready: Engine, judge: Judge, chosen: list[Case]) -> None:
    """Prints for each paste what speaks for and against its answers."""
    signals = lookup.signals()
    for case, answers in zip(chosen, ready.find([case.paste for case in chosen]), strict=True):
        right = judge.right(case)
        print(f"\n{case.file}:{case.line}  {_short(case.paste)}")
        for answer in answers[:5]:
            mark = "right" if answer["page"] in right else "wrong" if right else ""
            print(f"  {answer['rank']:6} {answer['score']:6.2f}  {answer['page']}  {mark}")
            print(f"         {signals[START]['weight']:6.2f}  {START}")
            for name, value in sorted(answer["evidence"].items(), key=lambda item: -abs(item[1])):
                weight = signals[name]["weight"] * value if name in signals else 0.0
                doubt = "  (doubt)" if name in answer["doubts"] else ""
                print(f"         {weight:6.2f}  {name}{doubt}")


def places(ready: Engine, judge: Judge, chosen: list[Case]) -> list[Place]:
    """What the weights are fitted on."""
    return [
        place
        for case, found in zip(chosen, ready.places([case.paste for case in chosen]), strict=True)
        for place in _places_of(judge, case, found)
    ]


def _places_of(judge: Judge, case: Case, found: Iterable[list[dict[str, Any]]]) -> Iterable[Place]:
    wanted = judge.right(case).union(*judge.also(case))
    for pages in filter(None, found):
        right = [page["page"] in wanted for page in pages]
        weight = 1.0 if any(right) or not wanted else _UNSURE
        yield Place([page["evidence"] for page in pages], right, weight)


def write(weights: dict[str, float]) -> None:
    """Writes the weights into signals.yml; everything else in it stays as it is."""
    text = lookup.SIGNALS.read_text("utf-8")
    for name, weight in weights.items():
        text = re.sub(rf"(?m)^({name}:\n  weight: )\S+$", rf"\g<1>{weight:.2f}", text)
    lookup.SIGNALS.write_text(text, "utf-8")
    print(f"Wrote {len(weights)} weights to {lookup.SIGNALS.relative_to(ROOT)}.")


def _short(paste: str) -> str:
    line = " ⏎ ".join(paste.split("\n"))
    return line if len(line) <= 140 else f"{line[:139]}…"


if __name__ == "__main__":
    main()
