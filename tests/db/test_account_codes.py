"""Setup > Account Codes: every check, what is kept, what is masked, and what the audit trail says."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from build import a_batch, a_payment
from landlord_desktop.rules.errors import NotFoundError, StaleError
from landlord_desktop.services.account_checks import (
    FIELD_NAMES,
    AccountCode,
    BankSetup,
    aba_fault,
    check_account,
)
from landlord_desktop.services.account_codes import (
    bank_choice,
    list_account_codes,
    read_account_code,
    reveal_account_number,
    save_account_code,
)
from landlord_desktop.services.field_problems import FieldsError
from landlord_desktop.services.settings import all_settings, change_settings

A_NUMBER = "0020021234"
GOOD_ROUTING = "021000021"
A_BANK = BankSetup("Laser MICR Three Part (Top)", 1756, account_number=A_NUMBER, routing_number=GOOD_ROUTING)


def account_id(books, code="CHECKING"):
    return next(row.account_id for row in list_account_codes(books) if row.code == code)


def checking(books):
    return read_account_code(books, account_id(books))


def audit(books):
    with books.store.read() as connection:
        return connection.execute(text("SELECT * FROM audit_entry ORDER BY id")).all()


def fields_of(error):
    return [problem.field for problem in error.value.fields]


def with_bank(account, **values):
    return replace(account, bank=replace(account.bank, **values))


def test_the_guides_bank_is_kept_and_its_short_routing_number_is_a_warning(books):
    wanted = with_bank(
        checking(books), next_check_number=1756, account_number=A_NUMBER, routing_number="0001234", nsf_fee_cents=5000,
        ach_out="NACHA", positive_pay="CSV", micr_bank_name="First Bank", micr_horizontal_offset=-12,
    )
    saved = save_account_code(books, wanted)
    assert [(one.field, one.sentence) for one in saved.warnings] == [
        ("bank.routing_number", "An ABA routing number has 9 digits, this one has 7. Compare it with a check.")
    ]
    stored = checking(books)
    assert stored == saved.record
    assert stored.bank == replace(wanted.bank, account_number=None)
    assert (stored.masked_number, reveal_account_number(books, stored.account_id)) == ("••••1234", A_NUMBER)


def test_the_account_number_stays_where_it_is_not_typed_again(books):
    first = save_account_code(books, with_bank(checking(books), account_number=A_NUMBER, routing_number=GOOD_ROUTING))
    assert first.warnings == ()
    second = save_account_code(books, replace(first.record, name="House Bank"))
    assert second.record.masked_number == "••••1234"
    emptied = save_account_code(books, with_bank(second.record, account_number="", routing_number=""))
    assert emptied.record.masked_number == ""
    assert [one.field for one in emptied.warnings] == ["bank.account_number", "bank.routing_number"]


def test_no_audit_line_and_no_list_holds_a_bank_number(books):
    saved = save_account_code(
        books,
        with_bank(checking(books), account_number=A_NUMBER, routing_number=GOOD_ROUTING, bank_aba_id="011401533",
                  nsf_fee_cents=5000),
    )
    reveal_account_number(books, saved.record.account_id)
    save_account_code(books, with_bank(saved.record, account_number=A_NUMBER))
    entries = audit(books)
    assert [entry.action for entry in entries] == ["change account code", "show account number"]
    assert entries[0].sentence == "CHECKING: Account Number, Routing Number, Bank ABA ID, NSF Fee."
    assert (entries[0].before, entries[0].after) == ('{"NSF Fee": 0}', '{"NSF Fee": 5000}')
    everything = " ".join(str(value) for entry in entries for value in entry)
    assert not any(number in everything for number in (A_NUMBER, GOOD_ROUTING, "011401533"))
    assert next(row for row in list_account_codes(books) if row.is_bank).masked_number == "••••1234"
    assert A_NUMBER not in repr(checking(books))


def test_a_new_account_code(books):
    saved = save_account_code(books, AccountCode(code=" LAUNDRY ", name="Laundry Income", ledger_code="4310.25",
                                                 account_type="income"))
    assert saved.warnings == ()
    assert read_account_code(books, saved.record.account_id).code == "LAUNDRY"
    entry = audit(books)[-1]
    assert (entry.action, entry.before) == ("add account code", "")
    assert '"ID": "LAUNDRY"' in entry.after


def test_a_new_bank_and_a_bank_made_of_an_asset(books):
    bank = save_account_code(
        books, AccountCode(code="SAVINGS", name="Savings", account_type="current_asset", is_bank=True, bank=A_BANK)
    )
    assert bank.record.bank.next_check_number == 1756
    asset = save_account_code(books, AccountCode(code="PETTY", name="Petty Cash", account_type="current_asset"))
    made = save_account_code(books, replace(asset.record, is_bank=True, bank=A_BANK))
    assert made.record.masked_number == "••••1234"
    again = save_account_code(books, replace(made.record, is_bank=False, bank=BankSetup(routing_number="x")))
    assert again.record.bank.routing_number == GOOD_ROUTING


def test_every_fault_is_named_in_the_order_of_the_window(books):
    wanted = AccountCode(
        code="", name="", ledger_code="12x", account_type="other", is_bank=True, is_checking=True,
        bank=BankSetup(
            "", None, "m" * 41, "12_34", "12-34", "*", "*", "*", -1, -1, -1, -1, "X", "X", "\u202e", "a" * 121,
            "1" * 21, "c" * 41, "a\nb", 201, -201,
        ),
    )
    with pytest.raises(FieldsError) as error:
        save_account_code(books, wanted)
    missing = {"is_checking", "is_escrow", "active"}
    assert fields_of(error) == [name for name in FIELD_NAMES if name not in missing]
    assert error.value.problems[0] == "ID: Value must be entered"
    assert len(list_account_codes(books)) == 14


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "x" * 21}, "code"),
        ({"code": "A\tB"}, "code"),
        ({"name": "n" * 41}, "name"),
        ({"ledger_code": "123456"}, "ledger_code"),
        ({"ledger_code": "1010.12345"}, "ledger_code"),
        ({"ledger_code": "1010."}, "ledger_code"),
        ({"is_bank": True}, "is_bank"),
        ({"is_checking": True}, "is_checking"),
        ({"is_escrow": True}, "is_escrow"),
    ],
)
def test_a_faulty_header_is_found(values, field):
    account = replace(AccountCode(code="A", name="A", bank=A_BANK), **values)
    assert [problem.field for problem in check_account(account, BankSetup())] == [field]


def test_the_next_check_number_has_bounds():
    account = AccountCode(code="B", name="B", account_type="current_asset", is_bank=True)
    for number, faults in ((0, 1), (1, 0), (99_999_999, 0), (100_000_000, 1)):
        wanted = replace(account, bank=BankSetup(next_check_number=number))
        assert len(check_account(wanted, BankSetup())) == faults


def test_a_stored_choice_of_an_older_list_may_stay():
    bank = BankSetup("Old Style", ach_out="OLD")
    account = AccountCode(code="B", name="B", account_type="current_asset", is_bank=True, is_checking=True, bank=bank)
    assert check_account(account, bank) == []
    assert [problem.field for problem in check_account(account, BankSetup())] == ["bank.check_style", "bank.ach_out"]


def test_a_float_is_no_amount():
    account = AccountCode(code="B", name="B", account_type="current_asset", is_bank=True,
                          bank=BankSetup(nsf_fee_cents=50.0))
    with pytest.raises(TypeError):
        check_account(account, BankSetup())


def test_an_id_is_used_once_whatever_its_case(books):
    with pytest.raises(FieldsError, match="ID: Another account code has the ID CHECKING"):
        save_account_code(books, AccountCode(code="checking", name="Again", account_type="income"))
    save_account_code(books, replace(checking(books), code="Checking"))


def test_a_record_changed_meanwhile_is_not_overwritten(books):
    mine, theirs = checking(books), checking(books)
    save_account_code(books, with_bank(theirs, account_number=A_NUMBER))
    with pytest.raises(StaleError, match="CHECKING was changed by somebody else"):
        save_account_code(books, replace(mine, name="Mine"))
    assert checking(books).name == "Bank Account Checking"


def test_nothing_changed_leaves_no_trace(books):
    save_account_code(books, checking(books))
    assert audit(books) == []


def test_an_account_code_that_is_gone(books):
    with pytest.raises(NotFoundError):
        read_account_code(books, 999)


def test_another_id_takes_the_inosio_bank_and_tells_of_waiting_batches(books):
    change_settings(books, {"inosio.bank": "CHECKING"})
    a_batch(books, "1", a_payment("p1", 100))
    with books.store.write() as connection:
        connection.execute(text("UPDATE inosio_batch SET bank_code = 'CHECKING'"))
    wanted = with_bank(checking(books), account_number="1", routing_number=GOOD_ROUTING)
    saved = save_account_code(books, replace(wanted, code="OPERATING"))
    assert all_settings(books)["inosio.bank"] == "OPERATING"
    assert [one.field for one in saved.warnings] == ["code"]
    assert "name this bank CHECKING (1)" in saved.warnings[0].sentence
    again = save_account_code(books, replace(saved.record, code="CHECKING 2"))
    assert again.warnings == ()


def test_a_bank_in_use_stays_a_bank_and_active(books):
    change_settings(books, {"inosio.bank": "CHECKING"})
    with pytest.raises(FieldsError, match="used as a bank: the bank of Inosio payments, 3 ledgers") as error:
        save_account_code(books, replace(checking(books), is_bank=False, is_checking=False))
    assert fields_of(error) == ["is_bank"]
    with pytest.raises(FieldsError, match="still used: the bank of Inosio payments, 3 ledgers") as error:
        save_account_code(books, replace(checking(books), active=False))
    assert fields_of(error) == ["active"]
    credits_account = read_account_code(books, account_id(books, "CREDITS"))
    with pytest.raises(FieldsError, match="the Posting Table's open credits"):
        save_account_code(books, replace(credits_account, active=False))


def test_an_account_that_charges_are_booked_to_stays_active(books):
    rent = read_account_code(books, account_id(books, "RENT"))
    with pytest.raises(FieldsError, match="Active: RENT is still used: charge code RENT"):
        save_account_code(books, replace(rent, active=False))
    assert read_account_code(books, account_id(books, "RENT")).active


def test_an_unused_bank_may_be_put_away_and_is_not_offered(books):
    assert [bank.code for bank in bank_choice(books).banks] == ["CHECKING", "ESCROW"]
    assert bank_choice(books).usual_bank_id is None
    escrow = read_account_code(books, account_id(books, "ESCROW"))
    save_account_code(books, replace(escrow, active=False))
    choice = bank_choice(books)
    assert [bank.code for bank in choice.banks] == ["CHECKING"]
    assert choice.usual_bank_id == account_id(books)


def test_the_settings_bank_is_the_usual_one(books):
    change_settings(books, {"inosio.bank": "ESCROW"})
    assert bank_choice(books).usual_bank_id == account_id(books, "ESCROW")


@pytest.mark.parametrize(
    ("number", "right"), [(GOOD_ROUTING, True), ("011401533", True), ("021000022", False), ("0001234", False)]
)
def test_the_check_digit(number, right):
    assert (aba_fault(number) is None) is right


def test_a_bad_aba_id_is_a_warning(books):
    wanted = with_bank(checking(books), account_number="1", routing_number=GOOD_ROUTING, bank_aba_id="021000022")
    assert [one.field for one in save_account_code(books, wanted).warnings] == ["bank.bank_aba_id"]
