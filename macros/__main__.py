"""The command line: `python -m macros <command>`, run from the repository's top folder.

Each command is one small function that prints what it did, and returns True where something is wrong. Whatever goes
wrong is said in a sentence; nobody ever sees a traceback.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from .catalogue.view import View
from .contributing import ccxt_tables, fixer, importer, scaffold, schemas, watch, ways
from .history import changes, git, ledger, record, snapshot
from .history.diff import compare
from .reading.gate import inspect, load, read_checked
from .reading.loader import read
from .reading.problems import BadData, Problem, Refused, errors, github, report

MOVES = frozenset({"id-mismatch", "several-codes", "curly-quotes", "surrounding-space"})
"""Rules whose breach gives pages other addresses, so that what is lost is known only when it is mended."""


def problems(root: Path) -> list[Problem]:
    """Everything that the check has to say about a repository."""
    reading, found = inspect(root)
    found += schemas.check(root) + record.problems(root)
    # Only where every entry has its condition are there pages; and a wrong id or code moves them.
    if reading.whole and reading.linked and not MOVES & {problem.rule for problem in found}:
        found += ledger.problems(root, reading.catalogue)
    return found


def run_check(options: argparse.Namespace, root: Path) -> bool:
    """Prints all problems of the data, after fixing some where asked to."""
    for problem in fixer.fix(root) if options.fix else []:
        print(f"{problem.place}: fixed: {problem.found} [{problem.rule}]")
    found = problems(root)
    print(github(found) if options.format == "github" else report(found))
    return bool(errors(found))


def run_new_venue(options: argparse.Namespace, root: Path) -> None:
    """Writes the skeleton of a venue."""
    print(scaffold.new_venue(root, options.venue))


def run_new_code(options: argparse.Namespace, root: Path) -> None:
    """Writes the skeleton of an entry into a venue's file."""
    print(scaffold.new_code(root, options.venue, options.code, options.section))


def run_import(options: argparse.Namespace, root: Path) -> None:
    """Writes a venue's file and its witness from its documents, or says what has changed in them since."""
    reading = read(root)
    known = options.venue in reading.venue_files
    bring_in = importer.import_again if known else importer.import_documents
    print(bring_in(root, reading, options.venue, options.files, options))


def _state(text: str) -> str:
    """A month or a day."""
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
        raise argparse.ArgumentTypeError(f"{text!a} is not a month or a day, such as 2026-07 or 2026-07-01")
    return text


def run_classify(options: argparse.Namespace, root: Path) -> None:
    """Walks through the open rows of a venue, or lists them."""
    # It loads numpy, which would be a fifth of the start of every other command.
    from .contributing import classify

    if options.list:
        print(classify.listed(root, options.venue))
    else:
        classify.walk(root, options.venue, input, print)


def run_watch(options: argparse.Namespace, root: Path) -> bool:
    """Says what has changed in the venues' documents; fails where there is something to look at."""
    news = watch.watch(read_checked(root), options.venues)
    print(watch.as_markdown(news))
    return bool(watch.told(news))


def run_new_condition(options: argparse.Namespace, root: Path) -> None:
    """Writes the skeleton of a condition."""
    print(scaffold.new_condition(root, options.condition, options.category))


def run_schema(options: argparse.Namespace, root: Path) -> None:
    """Writes the JSON Schemas."""
    changed = schemas.write(root)
    print("\n".join(f"Wrote {name}." for name in changed) or "The schemas are up to date.")


def run_ccxt(options: argparse.Namespace, root: Path) -> None:
    """Reads the tables of an installed ccxt."""
    unknown = ccxt_tables.renew(root, View(load(root)), options.venues)
    print(*unknown, "Wrote data/libraries/ccxt.yml.", sep="\n")


def run_permalinks(options: argparse.Namespace, root: Path) -> None:
    """Adds the new addresses to the ledger."""
    added = ledger.append(root, load(root))
    told = f"Added {len(added)} addresses to {ledger.LEDGER}." if added else "No address is new."
    print(*added, told, sep="\n")


def run_record(options: argparse.Namespace, root: Path) -> None:
    """Adds what changed since the last publication to the record of changes."""
    added = record.append(root)
    print(
        f"Added to {record.FOLDER}/: {changes.summary(added.changes)}."
        if added
        else f"Nothing has changed since the last commit in {record.FOLDER}/."
    )


def run_diff(options: argparse.Namespace, root: Path) -> None:
    """Prints what has changed in the catalogue since a state in git."""
    load(root)  # What is wrong with the data comes first.
    found = compare(git.at(root, options.ref), snapshot.of_folder(root))
    tell = {"text": changes.text, "markdown": changes.markdown, "json": changes.as_json}[options.format]
    print(tell(found))


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace, Path], bool | None], help: str
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=help)
    command.set_defaults(run=run)
    return command


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="python -m macros", description="The tools of the catalogue.")
    commands = top.add_subparsers(required=True, metavar="command")
    add = partial(_command, commands)

    command = add("check", run_check, "list everything that is wrong with data/, and how to fix it")
    command.add_argument(
        "--format", choices=["text", "github"], default="text", help="how to print the problems"
    )
    command.add_argument("--fix", action="store_true", help="first fix what has one right answer")

    new = commands.add_parser("new", help="write the skeleton of a venue, a code or a condition")
    add_new = partial(_command, new.add_subparsers(required=True, metavar="venue|code|condition"))
    command = add_new("venue", run_new_venue, "write data/venues/<id>.yml")
    command.add_argument("venue", metavar="id", help="its id, such as example-spot")
    command = add_new("code", run_new_code, "write an entry where it belongs in a venue's file")
    command.add_argument("venue", help="the venue's id")
    command.add_argument("code", help="the code as documented")
    command.add_argument("--section", help="the section's id; needed where the venue has several")
    command = add_new("condition", run_new_condition, "write the file of a condition")
    command.add_argument("condition", metavar="id", help="its id, such as order-not-found")
    command.add_argument("--category", required=True, help="the category it belongs to")

    command = add("import", run_import, "write a venue's file and its witness from its documents")
    command.add_argument("venue", help="the id of the venue")
    command.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="file",
        help="Markdown, MDX, HTML, text with tabs, CSV, JSON or YAML",
    )
    ways.add_options(command)
    command.add_argument(
        "--write", action="store_true", help="for a venue that is there: write what has changed into its file"
    )
    command.add_argument(
        "--state",
        type=_state,
        metavar="DATE",
        help="when the documents said so, as 2026-07 or 2026-07-01; if left out, today, or with other options than "
        "those in the file the state that it has",
    )

    command = add("classify", run_classify, "decide on the open rows of a venue, one after another")
    command.add_argument("venue", help="the venue's id")
    command.add_argument("--list", action="store_true", help="only list them, with the likeliest conditions")

    fetch = "fetch the venues' documents, and say what has changed in them since they were imported"
    command = add("watch", run_watch, fetch)
    command.add_argument("venues", nargs="*", metavar="venue", help="a venue's id; all of them if left out")

    add("schema", run_schema, "write the JSON Schemas that editors use")

    command = add("ccxt", run_ccxt, "read from an installed ccxt what it raises for which code")
    command.add_argument("venues", nargs="*", metavar="venue", help="only these venues")

    add("permalinks", run_permalinks, "add new addresses to the ledger; refuses to lose any")

    add("record", run_record, "add what the commit that is checked out changed to the record of changes")

    command = add("diff", run_diff, "say what has changed in the catalogue since a state in git")
    command.add_argument("ref", help="a commit, branch or tag")
    command.add_argument(
        "--format", choices=["text", "markdown", "json"], default="text", help="how to print it"
    )
    return top


def main(arguments: list[str] | None = None) -> int:
    """Runs one command."""
    options = parser().parse_args(arguments)
    root = Path.cwd()
    try:
        if not (root / "data").is_dir():
            raise Refused("There is no folder data/ here. Run this from the repository's top folder.")
        wrong = options.run(options, root)
        sys.stdout.flush()
        return int(bool(wrong))
    except (BadData, Refused, git.NoHistory) as refusal:
        print(refusal, file=sys.stderr)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"{error.filename or 'A file'}: {error.strerror or error}.", file=sys.stderr)
    except MemoryError:
        print("There is not enough memory.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main())
