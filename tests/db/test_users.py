"""Users: names that stay, initials that nobody shares, and a log-on that stands in every record made after it."""

from dataclasses import replace
from pathlib import Path
from string import ascii_uppercase

import pytest

from build import MOMENT, a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.config import is_server
from landlord_desktop.rules.errors import BooksError, NotFoundError, RuleError, StaleError
from landlord_desktop.services import users
from landlord_desktop.services.audit_trail import AuditQuestion, audit_page
from landlord_desktop.services.backup import back_up_daily
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import Actor, Books, open_books, system_actor
from landlord_desktop.services.deposits import post_slip, undeposited_receipts
from landlord_desktop.services.field_problems import FieldsError
from landlord_desktop.services.journal_view import JournalQuestion, journal_page
from landlord_desktop.services.log_on_choices import LogOnFacts, UserRow, in_order, preferred, who_works
from landlord_desktop.services.log_on_facts import DatabaseGoneError, facts_of, read_facts
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.portfolio import claim_day, end_day_claim
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.users import User, list_users, log_on, proposed_initials, read_user, save_user
from landlord_desktop.services.voids import VoidOrder, void_set


def problems(error: FieldsError) -> dict[str, str]:
    return {one.field: one.sentence for one in error.fields}


def a_user(books: Books, name: str, **values: object) -> User:
    return save_user(books, User(name=name, **values)).record  # type: ignore[arg-type]


def test_a_user_is_kept_changed_and_traced(books: Books) -> None:
    made = a_user(books, " carla ", full_name="Carla Mendez")
    assert (made.name, made.full_name, made.initials, made.active) == ("carla", "Carla Mendez", "CM", True)
    changed = save_user(books, replace(made, initials="cam"), made)
    assert (changed.record.initials, changed.warnings) == ("CAM", ())
    with pytest.raises(StaleError):
        save_user(books, replace(made, initials="X"), made)
    assert [(row.name, row.initials, row.last_log_on_at) for row in list_users(books)] == [("carla", "CAM", None)]
    traced = audit_page(books, AuditQuestion(words="carla")).rows
    assert [(row.action, row.user, row.after) for row in traced] == [
        ("change user", "lynn", '{"Initials": "CAM"}'),
        ("add user", "lynn",
         '{"User Name": "carla", "Full Name": "Carla Mendez", "Initials": "CM", "Active": true}'),
    ]  # fmt: skip
    with pytest.raises(NotFoundError):
        read_user(books, 99)


def test_what_no_user_can_have(books: Books) -> None:
    carla = a_user(books, "carla", initials="CM")
    for wanted, wrong in (
        (User(), {"name": "Value must be entered"}),
        (User(name="CARLA", initials="X"), {"name": "There is a user carla already."}),
        (User(name="neil", initials="cm"), {"initials": "carla has the initials CM."}),
        (User(name="neil", initials="N2"), {"initials": "One to 4 letters."}),
        (User(name="neil", initials="NEILO"), {"initials": "One to 4 letters."}),
        (User(name="n" * 41, full_name="a\u202eb"),
         {"name": "At most 40 characters.", "full_name": "It holds a character that cannot be shown."}),
    ):  # fmt: skip
        with pytest.raises(FieldsError) as refused:
            save_user(books, wanted)
        assert problems(refused.value) == wrong
    with pytest.raises(FieldsError) as last:
        save_user(books, replace(carla, active=False), carla)
    assert "last active user" in problems(last.value)["active"]
    assert [row.name for row in list_users(books)] == ["carla"]


def test_a_name_stays_once_the_user_did_something(books: Books) -> None:
    carla = a_user(books, "karla")
    carla = save_user(books, replace(carla, name="carla"), carla).record
    neil = a_user(books, "neil")
    working = log_on(books, "carla")
    change_settings(replace(books, actor=Actor("neil", "PC-2")), {"office.deposit_days": "4"})
    for user in (carla, neil):
        with pytest.raises(FieldsError) as refused:
            save_user(books, replace(user, name="somebody"), user)
        assert problems(refused.value) == {"name": users.NAME_STAYS}
    left = save_user(working, replace(carla, active=False), carla)
    assert [one.field for one in left.warnings] == ["active"]
    with pytest.raises(RuleError, match="not active"):
        log_on(books, "carla")


def test_initials_that_nobody_has(books: Books) -> None:
    a_user(books, "lyn")
    a_user(books, "Lyn Smith")
    taken = list_users(books)
    assert [row.initials for row in taken] == ["LYN", "LS"]
    wanted = {"lynette": "LYNE", "lars.s": "LARS", "4711": "U", "Ann B. Cee D. Eff": "ABCD"}
    assert {name: proposed_initials(User(name=name), taken) for name in wanted} == wanted
    full = [replace(taken[0], initials=one) for one in ("LY", "LYN", *(f"LYN{letter}" for letter in ascii_uppercase))]
    assert proposed_initials(User(name="lyn"), full) == "LYAA"


def test_the_first_log_on_makes_the_user(books: Books) -> None:
    working = log_on(books, "lynn")
    again = log_on(books, "LYNN")
    assert working.actor == again.actor == books.actor == Actor("lynn", "PC-1")
    (only,) = list_users(books)
    assert (only.name, only.initials, only.last_log_on_at, only.last_workstation) == ("lynn", "LYN", MOMENT, "PC-1")
    assert [row.sentence for row in audit_page(books, AuditQuestion(words="log on")).rows] == [
        "lynn logged on on PC-1.", "lynn logged on on PC-1.",
    ]  # fmt: skip
    with pytest.raises(NotFoundError, match="no user ghost"):
        log_on(books, "ghost")


def test_who_logged_on_stands_in_every_record(books: Books) -> None:
    a_user(books, "carla")
    a_user(books, "neil")
    a_charge(books, a_tenant(books), 120_000)
    a_batch(books, "B-1", a_payment("P-1", 120_000))
    carla, neil = log_on(books, "carla"), log_on(books, "neil")
    load_batch(carla, "B-1")
    assert list_batches(neil)[0].claimed_by == "carla"
    post_working_lines(carla)
    assert list_batches(neil)[0].processed_by == "carla"
    (receipt,) = undeposited_receipts(carla, bank(books), everybodys=False)
    assert undeposited_receipts(neil, bank(books), everybodys=False) == []
    post_slip(neil, bank(books), [receipt.receipt_id], receipt.amount_cents)
    a_charge(carla, a_tenant(books, "FLORES"), 5_000)
    void_set(neil, VoidOrder(rows(books, "SELECT max(id) FROM transaction_set")[0][0], "wrong tenant"))
    change_settings(neil, {"office.deposit_days": "4"})
    request_balances(carla, "by hand")
    change_settings(carla, {"office.deposit_days": "5"})
    entered = rows(books, "SELECT entered_by, workstation FROM transaction_set ORDER BY id")
    assert entered == [(who, "PC-1") for who in ("lynn", "carla", "neil", "carla", "neil")]
    assert rows(books, "SELECT entered_by FROM receipt") == [("carla",)]
    assert rows(books, "SELECT entered_by FROM deposit_slip") == [("neil",)]
    assert ("carla",) in rows(books, "SELECT created_by FROM outbox_item")
    assert {row.user for row in journal_page(books, JournalQuestion(user="neil")).rows} == {"neil"}
    changed = audit_page(books, AuditQuestion(words="office.deposit_days")).rows
    assert [(row.user, row.after) for row in changed] == [("carla", "5"), ("neil", "4")]


def test_the_day_belongs_to_the_first_log_on(books: Books, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LANDLORD_DATA", str(tmp_path / "data"))
    a_user(books, "carla")
    first, second = log_on(books, "lynn"), log_on(books, "carla")
    claim = claim_day(first)
    assert claim is not None
    assert claim_day(second) is None
    end_day_claim(second, claim, done=False)
    assert claim_day(second) is None, "a claim is given back by who made it alone"
    end_day_claim(first, claim, done=True)
    assert claim_day(second) is None
    made = back_up_daily(first)
    assert (made is None) == is_server(books.store.location)
    assert back_up_daily(second) is None
    assert rows(books, "SELECT DISTINCT claimed_by FROM daily_claim") == [("lynn",)]


def test_what_the_log_on_screen_shows(books: Books) -> None:
    a_user(books, "carla")
    left = a_user(books, "neil")
    save_user(books, replace(left, active=False), left)
    log_on(books, "carla")
    shown = read_facts("known", books.store.location)
    assert (shown.database, shown.office_name) == ("known", books.office_name)
    assert [(row.name, row.last_log_on_at, row.last_workstation) for row in shown.users] == [("carla", MOMENT, "PC-1")]
    assert (shown.system_name, shown.can_add) == (system_actor().user, True)
    assert facts_of("known", books) == shown


def test_books_know_the_operating_systems_user_by_their_own_spelling(
    file_books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "CARLA")
    a_user(file_books, "Carla")
    opened = open_books(file_books.store.location)
    assert opened.actor.user == "Carla"
    opened.close()


def test_a_file_that_is_gone_or_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseGoneError, match=r"gone\.db is no longer in"):
        read_facts("x", str(tmp_path / "gone.db"))
    other = tmp_path / "other.db"
    other.write_text("a letter")
    with pytest.raises(BooksError, match="no Landlord Desktop database"):
        read_facts("x", str(other))
    assert other.read_text() == "a letter"


def facts(*names: str, system: str = "root", used: str = "") -> LogOnFacts:
    """Facts of these users; the one `used` worked on this PC before."""
    found = tuple(
        UserRow(at, name, "", name[:2].upper(), True, MOMENT if name == used else None, "PC-1" if name == used else "")
        for at, name in enumerate(names)
    )  # fmt: skip
    return LogOnFacts("d", "Office", found, system, "PC-1", system not in names)


def test_who_is_offered_first() -> None:
    assert [row.name for row in in_order(facts("anna", "bob", "cleo", used="cleo"), "bob")] == ["bob", "cleo", "anna"]
    assert preferred(facts("anna", "bob"), "bob") == "bob"
    assert preferred(facts("anna", "root"), "ghost") == "root"
    assert preferred(facts("anna"), "") == "root"
    assert preferred(replace(facts("anna", "bob", used="bob"), can_add=False), "") == "bob"
    assert preferred(replace(facts(), can_add=False), "") == ""


@pytest.mark.parametrize(
    ("known", "remembered", "practice", "never", "who"),
    [
        (facts(), "", False, False, "root"),
        (facts("Root"), "", False, False, "Root"),
        (facts("lyn"), "", False, False, "lyn"),
        (facts("lyn", used="lyn"), "", False, False, None),
        (facts("lyn", used="lyn"), "lyn", False, False, "lyn"),
        (facts("lyn", used="lyn"), "", True, False, "lyn"),
        (facts("lyn", "root"), "root", False, False, None),
        (facts("lyn", "root"), "lyn", False, True, "lyn"),
        (facts("lyn", "root"), "ghost", False, True, None),
    ],
)
def test_who_is_not_asked_for(
    known: LogOnFacts, remembered: str, practice: bool, never: bool, who: str | None
) -> None:
    assert who_works(known, remembered, practice=practice, never_ask=never) == who


def bank(books: Books) -> int:
    return int(rows(books, "SELECT id FROM account_code WHERE code = 'CHECKING'")[0][0])
