"""The command line: `python -m macros <command>`, run from the repository's top folder.

Each command is one small function that returns the exit status: 0 when all is well, 1 when something is wrong. Whatever
goes wrong is said in a sentence; nobody ever sees a traceback.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from io import TextIOWrapper
from pathlib import Path

from .catalogue.view import View
from .contributing import ccxt_tables, classify, fixer, importer, scaffold, schemas, watch, ways
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


def run_check(options: argparse.Namespace, root: Path) -> int:
    """Prints all problems of the data, after fixing some where asked to."""
    for problem in fixer.fix(root) if options.fix else []:
        print(f"{problem.place}: fixed: {problem.found} [{problem.rule}]")
    found = problems(root)
    print(github(found) if options.format == "github" else report(found))
    return 1 if errors(found) else 0


def run_new_venue(options: argparse.Namespace, root: Path) -> int:
    """Writes the skeleton of a venue."""
    print(scaffold.new_venue(root, options.venue))
    return 0


def run_new_code(options: argparse.Namespace, root: Path) -> int:
    """Writes the skeleton of an entry into a venue's file."""
    print(scaffold.new_code(root, options.venue, options.code, options.section))
    return 0


def run_import(options: argparse.Namespace, root: Path) -> int:
    """Writes a venue's file and its witness from its documents, or says what has changed in them since."""
    reading = read(root)
    known = options.venue in reading.venue_files
    bring_in = importer.import_again if known else importer.import_documents
    print(bring_in(root, reading, options.venue, options.files, options))
    return 0


def _state(text: str) -> str:
    """A month or a day."""
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
        raise argparse.ArgumentTypeError(f"{text!a} is not a month or a day, such as 2026-07 or 2026-07-01")
    return text


def run_classify(options: argparse.Namespace, root: Path) -> int:
    """Walks through the open rows of a venue, or lists them."""
    if options.list:
        print(classify.listed(root, options.venue))
    else:
        classify.walk(root, options.venue, input, print)
    return 0


def run_watch(options: argparse.Namespace, root: Path) -> int:
    """Says what has changed in the venues' documents; fails where there is something to look at."""
    news = watch.watch(read_checked(root), options.venues)
    print(watch.as_markdown(news))
    return 1 if watch.told(news) else 0


def run_new_condition(options: argparse.Namespace, root: Path) -> int:
    """Writes the skeleton of a condition."""
    print(scaffold.new_condition(root, options.condition, options.category))
    return 0


def run_schema(options: argparse.Namespace, root: Path) -> int:
    """Writes the JSON Schemas."""
    changed = schemas.write(root)
    print("\n".join(f"Wrote {name}." for name in changed) or "The schemas are up to date.")
    return 0


def run_ccxt(options: argparse.Namespace, root: Path) -> int:
    """Reads the tables of an installed ccxt."""
    print(
        "\n".join(
            [*ccxt_tables.renew(root, View(load(root)), options.venues), "Wrote data/libraries/ccxt.yml."]
        )
    )
    return 0


def run_permalinks(options: argparse.Namespace, root: Path) -> int:
    """Adds the new addresses to the ledger."""
    added = ledger.append(root, load(root))
    print(
        "\n".join(
            [*added, f"Added {len(added)} addresses to {ledger.LEDGER}." if added else "No address is new."]
        )
    )
    return 0


def run_record(options: argparse.Namespace, root: Path) -> int:
    """Adds what changed since the last publication to the record of changes."""
    added = record.append(root)
    print(
        f"Added to {record.FOLDER}/: {changes.summary(added.changes)}."
        if added
        else f"Nothing has changed since the last commit in {record.FOLDER}/."
    )
    return 0


def run_diff(options: argparse.Namespace, root: Path) -> int:
    """Prints what has changed in the catalogue since a state in git."""
    load(root)  # What is wrong with the data comes first.
    found = compare(git.at(root, options.ref), snapshot.of_folder(root))
    tell = {"text": changes.text, "markdown": changes.markdown, "json": changes.as_json}[options.format]
    print(tell(found))
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="python -m macros", description="The tools of the catalogue.")
    commands = top.add_subparsers(required=True, metavar="command")

    command = commands.add_parser("check", help="list everything that is wrong with data/, and how to fix it")
    command.add_argument(
        "--format", choices=["text", "github"], default="text", help="how to print the problems"
    )
    command.add_argument("--fix", action="store_true", help="first fix what has one right answer")
    command.set_defaults(run=run_check)

    new = commands.add_parser(
        "new", help="write the skeleton of a venue, a code or a condition"
    ).add_subparsers(required=True, metavar="venue|code|condition")
    command = new.add_parser("venue", help="write data/venues/<id>.yml")
    command.add_argument("venue", metavar="id", help="its id, such as example-spot")
    command.set_defaults(run=run_new_venue)
    command = new.add_parser("code", help="write an entry where it belongs in a venue's file")
    command.add_argument("venue", help="the venue's id")
    command.add_argument("code", help="the code as documented")
    command.add_argument("--section", help="the section's id; needed where the venue has several")
    command.set_defaults(run=run_new_code)
    command = new.add_parser("condition", help="write the file of a condition")
    command.add_argument("condition", metavar="id", help="its id, such as order-not-found")
    command.add_argument("--category", required=True, help="the category it belongs to")
    command.set_defaults(run=run_new_condition)

    command = commands.add_parser("import", help="write a venue's file and its witness from its documents")
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
    command.set_defaults(run=run_import)

    command = commands.add_parser("classify", help="decide on the open rows of a venue, one after another")
    command.add_argument("venue", help="the venue's id")
    command.add_argument("--list", action="store_true", help="only list them, with the likeliest conditions")
    command.set_defaults(run=run_classify)

    command = commands.add_parser(
        "watch", help="fetch the venues' documents, and say what has changed in them since they were imported"
    )
    command.add_argument("venues", nargs="*", metavar="venue", help="a venue's id; all of them if left out")
    command.set_defaults(run=run_watch)

    command = commands.add_parser("schema", help="write the JSON Schemas that editors use")
    command.set_defaults(run=run_schema)

    command = commands.add_parser("ccxt", help="read from an installed ccxt what it raises for which code")
    command.add_argument("venues", nargs="*", metavar="venue", help="only these venues")
    command.set_defaults(run=run_ccxt)

    command = commands.add_parser("permalinks", help="add new addresses to the ledger; refuses to lose any")
    command.set_defaults(run=run_permalinks)

    command = commands.add_parser(
        "record", help="add what the commit that is checked out changed to the record of changes"
    )
    command.set_defaults(run=run_record)

    command = commands.add_parser("diff", help="say what has changed in the catalogue since a state in git")
    command.add_argument("ref", help="a commit, branch or tag")
    command.add_argument(
        "--format", choices=["text", "markdown", "json"], default="text", help="how to print it"
    )
    command.set_defaults(run=run_diff)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Runs one command."""
    options = parser().parse_args(arguments)
    root = Path.cwd()
    try:
        if not (root / "data").is_dir():
            raise Refused("There is no folder data/ here. Run this from the repository's top folder.")
        status: int = options.run(options, root)
        sys.stdout.flush()
        return status
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
