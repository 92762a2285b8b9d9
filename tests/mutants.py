"""Changes the code that finds faults in the data, a little at a time, and lists the changes that no test notices.

`make mutants` runs it. mutmut, set up in pyproject.toml, makes the changes; mutants.yml names those that change nothing
that is reported, each with its reason. Whatever else comes through is missing a test.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
HARMLESS = Path(__file__).with_suffix(".yml")
MAX_RUNS = 5
"""A change that brings the whole run down is left behind by the next run."""


def mutmut(*arguments: str) -> str:
    """What mutmut prints."""
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True
    ).stdout


def survivors() -> list[tuple[str, str]]:
    """The name of each change that no test noticed, and the change as a diff without its head."""
    names = [line.split(":")[0].strip() for line in mutmut("results").splitlines() if line.endswith(": survived")]
    return [(name, "\n".join(_changed(mutmut("show", name)))) for name in names]


def _changed(diff: str) -> list[str]:
    return [line[0] + line[1:].strip() for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def main() -> int:
    """Tries the changes until all are tried, and prints what came through. The status is not 0 where anything did."""
    for _ in range(MAX_RUNS):
        done = subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=ROOT, stdin=subprocess.DEVNULL)
        if done.returncode == 0:
            break
    else:
        print(f"mutmut did not come to its end in {MAX_RUNS} runs.", file=sys.stderr)
        return 1
    harmless = {one["change"].strip() for one in yaml.safe_load(HARMLESS.read_text("utf-8"))}
    found = survivors()
    for name, change in found:
        if change not in harmless:
            print(f"\n{name} is noticed by no test:\n{change}")
    unnoticed = [change for _, change in found if change not in harmless]
    gone = harmless.difference(change for _, change in found)
    for change in gone:
        print(f"\nThis change is in {HARMLESS.name} and does not come through any more:\n{change}")
    print(f"\n{len(unnoticed)} changes were noticed by no test; {len(found) - len(unnoticed)} are known to be harmless.")
    return 1 if unnoticed or gone else 0


if __name__ == "__main__":
    sys.exit(main())
