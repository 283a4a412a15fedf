"""The command that keeps the password of an office server in this PC's key store."""

import argparse
import sys

from landlord_desktop.cli_outcome import Outcome
from landlord_desktop.config import is_server
from landlord_desktop.services.basics import LandlordError, RuleError


def add_password(parser: argparse.ArgumentParser) -> None:
    """The words of `password` after the database."""
    parser.add_argument("--forget", action="store_true", help="forget the password instead")


def password(options: argparse.Namespace) -> Outcome:
    """Ask for a server's password, or read it from a pipe, and keep it; it is never an argument and never shown."""
    from landlord_desktop.sync.server_passwords import forget_password, remember_password

    if not is_server(options.database):
        raise RuleError("A database file has no password. Name an office server: postgresql://USER@HOST/DATABASE")
    if options.forget:
        forget_password(options.database)
        return Outcome(lines=("The password is forgotten on this PC.",))
    given = _asked()
    if not given:
        raise RuleError("No password was given; nothing was kept.")
    state = remember_password(options.database, given)
    if state != "ok":
        raise LandlordError(
            "This PC's key store does not keep the password. Give it by the variable PGPASSWORD or the password file "
            "of PostgreSQL instead."
        )
    return Outcome(lines=("The password is kept in this PC's key store.",))


def _asked() -> str:
    from getpass import getpass

    if sys.stdin is not None and not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass("Password of the office server: ")
