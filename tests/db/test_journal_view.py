"""The journal tells every set with what it wrote and what it belongs to; the audit trail tells every change."""

from datetime import UTC, date, datetime

import pytest

from build import TODAY, a_charge, a_tenant, rows
from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.services.audit_trail import AuditQuestion, audit_page
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import set_disputed
from landlord_desktop.services.day_ranges import RANGES, begin_of, days_of_range
from landlord_desktop.services.deposits import post_slip
from landlord_desktop.services.journal_view import (
    JournalQuestion,
    journal_page,
    journal_users,
    set_of_charge,
)
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.set_detail import set_detail
from landlord_desktop.services.set_words import kind_words, set_description, spoken
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import VoidOrder, void_receipt, void_set
from landlord_desktop.services.working_lines import TypedPayment, add_payments


@pytest.fixture
def sets(books: Books) -> dict[str, int]:
    """A charge, a receipt that pays it and leaves a credit, its void, and a receipt on a slip; by their names."""
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 100_000)
    add_payments(books, [TypedPayment(TODAY, 120_000, tenant)])
    first = post_working_lines(books, accept_proposals=True).posted[0].receipt_id
    void = void_receipt(books, first, "typed twice")
    add_payments(books, [TypedPayment(TODAY, 100_000, tenant)])
    second = post_working_lines(books).posted[0].receipt_id
    bank = int(rows(books, "SELECT id FROM account_code WHERE code = 'CHECKING'")[0][0])
    slip = post_slip(books, bank, [second], 100_000).slip_id
    return {"charge": set_of_charge(books, charge) or 0, "first": first, "void": void, "second": second, "slip": slip}


def _ids(books: Books, **asked: object) -> list[int]:
    return [row.set_id for row in journal_page(books, JournalQuestion(**asked)).rows]  # type: ignore[arg-type]


def test_every_set_in_the_order_of_entry(books: Books, sets: dict[str, int]) -> None:
    page = journal_page(books, JournalQuestion())
    assert [row.set_id for row in page.rows] == sorted(sets.values(), reverse=True)
    assert not page.has_older
    by_id = {row.set_id: row for row in page.rows}
    assert [by_id[sets[name]].amount_cents for name in sets] == [100_000, 120_000, 120_000, 100_000, 100_000]
    first, void = by_id[sets["first"]], by_id[sets["void"]]
    assert (first.correction, first.corrected_by) == ("voided", sets["void"])
    assert (void.reverses, void.reason, void.correction) == (sets["first"], "typed twice", "")
    assert (first.user, first.workstation, first.tenant, first.posted_on) == ("lynn", "PC-1", "KMETZ", TODAY)


def test_questions(books: Books, sets: dict[str, int]) -> None:
    assert _ids(books, kind="void") == _ids(books, words="TWICE") == _ids(books, words=str(sets["void"]))
    assert _ids(books, user="lynn", first=TODAY, last=TODAY) == _ids(books)
    assert _ids(books, user="amy") == _ids(books, last=date(2022, 3, 7)) == _ids(books, words="100% _x") == []
    assert _ids(books, first=TODAY, last=TODAY, by_entry=True) == _ids(books)
    assert _ids(books, tenant_id=4711) == []
    assert sets["slip"] not in _ids(books, tenant_id=rows(books, "SELECT id FROM tenant")[0][0])
    page = journal_page(books, JournalQuestion(), most=2)
    assert page.has_older
    assert _ids(books, before_id=page.rows[-1].set_id) == _ids(books)[2:]
    assert journal_users(books) == ["lynn"]
    assert set_of_charge(books, 4711) is None


def test_what_a_receipt_wrote(books: Books, sets: dict[str, int]) -> None:
    detail = set_detail(books, sets["first"])
    assert sum(line.debit_cents or 0 for line in detail.lines) == sum(line.credit_cents or 0 for line in detail.lines)
    assert [(effect.what, effect.amount_cents, effect.kind) for effect in detail.effects] == [
        ("Receipt", 120_000, "receipt"), ("Pays", 100_000, "charge"), ("Open credit", 20_000, "tenant")
    ]
    assert detail.effects[1].sentence.startswith("Charge 1, RENT of 3/8/2022, with the management fee")
    assert (detail.record_kind, detail.record_key) == ("receipt", sets["first"])
    assert [link.set_id for link in detail.reversed_by] == [sets["void"]]
    assert detail.reversed_by[0].words == f"set {sets['void']}, Void of 3/8/2022"


def test_what_a_void_a_charge_and_a_slip_wrote(books: Books, sets: dict[str, int]) -> None:
    void = set_detail(books, sets["void"])
    assert void.reverses is not None
    assert (void.reverses.set_id, void.record_kind) == (sets["first"], "")
    assert [(effect.what, effect.amount_cents) for effect in void.effects] == [
        ("Takes back", -100_000), ("Open credit", -20_000)
    ]
    charge = set_detail(books, sets["charge"])
    assert (charge.lines, charge.record_kind, charge.record_key) == ((), "charge", 1)
    slip = set_detail(books, sets["slip"])
    assert ("On the slip", 100_000) in [(effect.what, effect.amount_cents) for effect in slip.effects]
    assert (slip.record_kind, slip.record_key) == ("slip", sets["slip"])
    with pytest.raises(NotFoundError, match="no transaction set 4711"):
        set_detail(books, 4711)


def test_a_return_and_its_void(books: Books, sets: dict[str, int]) -> None:
    posted = return_receipt(books, NsfOrder(sets["second"], "no funds", TODAY, 5_000, 1_200))
    [returned] = journal_page(books, JournalQuestion(before_id=sets["second"] + 1), most=1).rows
    assert (returned.correction, returned.corrected_by) == ("returned", posted.set_id)
    void = void_set(books, VoidOrder(posted.set_id, "the bank erred"))
    by_id = {row.set_id: row for row in journal_page(books, JournalQuestion()).rows}
    assert (by_id[sets["second"]].correction, by_id[posted.set_id].correction) == ("", "voided")
    newest = [by_id[set_id] for set_id in range(posted.set_id, void + 1)]
    assert [(row.kind, row.amount_cents) for row in newest] == [
        ("nsf", 100_000), ("journal_entry", 1_200), ("charge", 5_000),
        ("void", 5_000), ("void", 1_200), ("void", 100_000),
    ]
    detail = set_detail(books, posted.set_id)
    assert detail.reverses is not None
    assert (detail.reverses.set_id, [link.set_id for link in detail.reversed_by]) == (sets["second"], [void])
    assert [link.kind for link in detail.together] == ["journal_entry", "charge"]
    assert ("Bank line", -100_000) in [(effect.what, effect.amount_cents) for effect in detail.effects]


def test_the_audit_trail(books: Books) -> None:
    charge = a_charge(books, a_tenant(books), 100)
    set_disputed(books, charge, disputed=True)
    change_settings(books, {"inosio.sync_daily": "no"})
    page = audit_page(books, AuditQuestion())
    assert [row.action for row in page.rows[:2]] == ["change setting", "dispute charge"]
    change = page.rows[0]
    assert (change.before, change.after, change.user, change.workstation) == ("yes", "no", "lynn", "PC-1")
    assert [row.action for row in audit_page(books, AuditQuestion(words="DISPUTED")).rows] == ["dispute charge"]
    newest = audit_page(books, AuditQuestion(user="lynn", first=TODAY, last=TODAY), most=1)
    assert newest.has_older
    assert newest.rows == page.rows[:1]
    older = audit_page(books, AuditQuestion(before_id=change.entry_id))
    assert older.rows == page.rows[1:]


def test_days_and_words() -> None:
    today = date(2022, 3, 8)
    spans = {name: days_of_range(name, today) for name in RANGES if name != "custom"}
    assert spans == {
        "year_to_date": (date(2022, 1, 1), today),
        "month": (date(2022, 3, 1), date(2022, 3, 31)),
        "last_month": (date(2022, 2, 1), date(2022, 2, 28)),
        "days60": (date(2022, 1, 7), None),
        "last_year": (date(2021, 1, 1), date(2021, 12, 31)),
        "all": (None, None),
    }
    assert begin_of(today, "America/New_York") == datetime(2022, 3, 8, 5, tzinfo=UTC)
    assert (kind_words("nsf"), kind_words("new_kind")) == ("NSF (returned payment)", "New kind")
    assert set_description("void", "Void of receipt 3") == "Void of receipt 3"
    assert (set_description("charge", "March"), set_description("charge", "")) == ("Charge: March", "Charge")
    assert spoken("change setting") == "Change setting"
