"""Changes the code that finds faults in the data, a little at a time, and lists the changes that no test notices.

`make mutants` runs it. mutmut, set up in pyproject.toml, makes the changes; mutants.yml names those that change nothing
that is reported, each with its reason. Whatever else comes through is missing a test.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
HARMLESS = Path(__file__).with_suffix(".yml")


def mutmut(*arguments: str) -> str:
    """What mutmut prints."""
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    ).stdout


def survivors() -> dict[tuple[str, str], str]:
    """mutmut's name of each change that no test noticed, by the function and the lines that are different."""
    names = [
        line.split(":")[0].strip()
        for line in mutmut("results").splitlines()
        if line.endswith((": survived", ": no tests"))
    ]
    return {(_function(name), _change(mutmut("show", name))): name for name in names}


def _function(name: str) -> str:
    """`macros.words.x_fold__mutmut_2` and `macros.words.xǁBookǁfold__mutmut_2` → `fold`."""
    return re.sub(r".*(ǁ|\.x_)|__mutmut_\d+$", "", name)


def _change(diff: str) -> str:
    """The lines that are taken out and put in, without what surrounds them and their indentation."""
    lines = [line for line in diff.splitlines() if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")]
    return "\n".join(line[0] + line[1:].strip() for line in lines)


def main() -> int:
    """Tries all changes and prints what came through. The status is not 0 where anything did."""
    if subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        print("mutmut did not come to its end. Call it again; it goes on where it stopped.", file=sys.stderr)
        return 1
    found = survivors()
    harmless = {
        (one["function"], one["change"].strip()) for one in yaml.safe_load(HARMLESS.read_text("utf-8"))
    }
    unnoticed, gone = found.keys() - harmless, harmless - found.keys()
    for function, change in sorted(unnoticed):
        print(f"\nNo test notices this in {function} ({found[function, change]}):\n{change}")
    for function, change in sorted(gone):
        print(f"\n{HARMLESS.name} names a change in {function} that is not there or is noticed:\n{change}")
    print(
        f"\n{len(unnoticed)} changes were noticed by no test; {len(found) - len(unnoticed)} are known to be harmless."
    )
    return 1 if unnoticed or gone else 0


if __name__ == "__main__":
    sys.exit(main())
