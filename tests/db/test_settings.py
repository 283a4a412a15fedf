"""Settings: a fixed list of keys, each checked, each change in the audit trail."""

import pytest

from build import rows
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.settings import (
    DEFAULTS,
    INTERNAL,
    YES_NO,
    InosioSettings,
    all_settings,
    change_settings,
    inosio_settings,
    put,
    save_inosio_settings,
)


def trail(books: Books) -> list[tuple[object, ...]]:
    query = "SELECT subject, before, after, \"user\" FROM audit_entry WHERE action = 'change setting' ORDER BY id"
    return rows(books, query)


def test_new_books_have_the_guides_defaults(books: Books) -> None:
    assert all_settings(books) == DEFAULTS
    assert inosio_settings(books) == InosioSettings()
    found = inosio_settings(books)
    assert (found.sync_daily, found.send_in_background, found.balances_after_slip) == (True, True, True)
    assert (found.balances_automatic, found.maintenance_with_balances, found.document_portal) == (False, False, False)
    assert (found.server, found.protocol) == ("", "system")


def test_a_change_is_kept_and_traced_once(books: Books) -> None:
    for _ in range(2):
        change_settings(books, {"inosio.sync_daily": "no", "inosio.protocol": "1.3"})
    assert (inosio_settings(books).sync_daily, inosio_settings(books).protocol) == (False, "1.3")
    assert sorted(trail(books)) == [
        ("inosio.protocol", "system", "1.3", "lynn"), ("inosio.sync_daily", "yes", "no", "lynn")
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("nope", "x"), ("inosio.sync_daily", "maybe"), ("inosio.sync_daily", ""), ("inosio.protocol", "1.1"),
        ("inosio.protocol", "ssl3"), ("office.today", "3/8/2022"), ("inosio.bank", "NOPE"), ("inosio.bank", "RENT"),
        *((key, "x") for key in sorted(INTERNAL)),
    ],
)
def test_what_cannot_be_is_refused_with_all_the_rest(books: Books, key: str, value: str) -> None:
    with pytest.raises(RuleError):
        change_settings(books, {"office.name": "Other", key: value})
    assert (all_settings(books), trail(books)) == (DEFAULTS, [])


def test_every_fault_is_named_at_once(books: Books) -> None:
    with pytest.raises(RuleError) as caught:
        change_settings(books, {"nope": "x", "inosio.protocol": "9", "inosio.sync_daily": "9"})
    assert len(caught.value.problems) == 3


def test_the_page_is_saved_whole(books: Books) -> None:
    wanted = InosioSettings(
        "https://inosio.example", "1.2", False, False, False, False, True, True, True, True, True
    )
    save_inosio_settings(books, wanted)
    assert inosio_settings(books) == wanted
    assert len(trail(books)) == 2 + len([key for key in YES_NO if key.startswith("inosio.")])
    save_inosio_settings(books, InosioSettings())
    assert inosio_settings(books) == InosioSettings()


def test_the_offices_name_is_that_of_the_books(books: Books) -> None:
    change_settings(books, {"office.name": "Lynn & Sons"})
    again = open_books(books.store.location)
    assert again.office_name == "Lynn & Sons"
    again.close()


def test_what_the_program_remembers_is_not_traced(books: Books) -> None:
    with books.store.write() as connection:
        put(connection, {"inosio.last_error": "x"})
        put(connection, {})
    assert all_settings(books)["inosio.last_error"] == "x"
    assert trail(books) == []


@pytest.mark.parametrize(
    ("spelling", "kept"), [("true", "yes"), ("ON", "yes"), ("1", "yes"), ("Off", "no"), ("0", "no")]
)
def test_yes_and_no_have_their_usual_spellings(books: Books, spelling: str, kept: str) -> None:
    change_settings(books, {"inosio.sync_daily": spelling})
    assert all_settings(books)["inosio.sync_daily"] == kept
