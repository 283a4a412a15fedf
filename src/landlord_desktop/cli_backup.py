"""The commands that keep the books safe: backup, restore and migrate."""

import argparse
from pathlib import Path

from landlord_desktop.cli_outcome import Outcome
from landlord_desktop.config import is_server, place_name
from landlord_desktop.sync.server_passwords import password_for


def add_backup(parser: argparse.ArgumentParser) -> None:
    """The words of `backup` after the database."""
    parser.add_argument("file", metavar="FILE", help="the backup to write")
    parser.add_argument("--replace", action="store_true", help="replace FILE where it exists")


def add_restore(parser: argparse.ArgumentParser) -> None:
    """The words of `restore`."""
    parser.add_argument("file", metavar="FILE", help="the backup")
    parser.add_argument("database", metavar="D", help="the database file to make of it")
    parser.add_argument("--replace", action="store_true", help="put it in the place of D, which is kept beside")


def backup(options: argparse.Namespace) -> Outcome:
    """Copy the books to a file, proven; others may go on working."""
    from landlord_desktop.services.backup import back_up
    from landlord_desktop.services.books import open_books

    books = open_books(options.database, password=password_for(options.database))
    try:
        made = back_up(books, Path(options.file), replace_file=options.replace, deep=True)
    finally:
        books.close()
    return Outcome(lines=(f"{made.path.name} is written and proven: {made.bytes:,} bytes.",))


def restore(options: argparse.Namespace) -> Outcome:
    """Make a database of a backup, after proving it."""
    from landlord_desktop.services.backup import restore as restore_books
    from landlord_desktop.services.books import open_books
    from landlord_desktop.services.sending_hold import present_hold

    made = restore_books(Path(options.file), options.database, replace_file=options.replace)
    lines = [f"{made.path.name} is restored as it was on {made.at.astimezone():%Y-%m-%d at %H:%M}."]
    if made.kept is not None:
        lines.append(f"What stood there before is kept as {made.kept.name}.")
    books = open_books(options.database)
    try:
        lines.append(present_hold(books))
    finally:
        books.close()
    return Outcome(lines=tuple(lines))


def migrate(options: argparse.Namespace) -> Outcome:
    """Bring a database up to the present schema, after a proven backup."""
    from landlord_desktop.services.backup import upgrade

    kept = upgrade(options.database, password=password_for(options.database))
    name = place_name(options.database)
    if is_server(options.database):
        return Outcome(lines=(f"{name} has the schema of this program now.",))
    if kept is None:
        return Outcome(lines=(f"{name} is up to date; nothing was changed.",))
    return Outcome(lines=(f"{name} was brought up to date. The backup made before is {kept}.",))
