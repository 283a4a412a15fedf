"""The last check is kept with what it found, and what cannot be read counts as never checked."""

from build import MOMENT
from landlord_desktop.services.books import Books
from landlord_desktop.services.check_memory import KEY, last_check, remember
from landlord_desktop.services.checks import CheckReport, CheckResult, run_checks
from landlord_desktop.services.findings import Finding
from landlord_desktop.services.settings import put


def test_the_last_check_is_kept(books: Books) -> None:
    assert last_check(books) is None
    remember(books, run_checks(books), deep=False)
    found = (Finding("Set 3 is wrong.", "set", 3), Finding("Account 1 in 2.", "ledger_account", (1, 2)), Finding("Hm."))
    bad = CheckReport(ok=False, checks=(CheckResult("sets balance", False, found), CheckResult("once", True, ())))
    made = remember(books, bad, deep=True)
    assert last_check(books) == made
    assert (made.at, made.user, made.deep, made.ok, made.found) == (MOMENT, "lynn", True, False, found)


def test_a_kept_check_that_cannot_be_read_is_none(books: Books) -> None:
    for text in ("{", "[]", '{"at": "x", "user": "", "deep": 0, "checks": []}'):
        with books.store.write() as connection:
            put(connection, {KEY: text})
        assert last_check(books) is None
