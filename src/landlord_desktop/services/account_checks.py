"""What an account code holds, and every check on it. Pure: the database's part of the checks is in `account_codes`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from landlord_desktop.rules.ledger import ACCOUNT_TYPES
from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS, require_cents
from landlord_desktop.rules.text import visible
from landlord_desktop.services.field_problems import AMOUNT_WORDS, VALUE_REQUIRED, FieldProblem

LONGEST_CODE = 20
LONGEST_NAME = 40
LONGEST_ADDRESS = 120
LARGEST_CHECK_NUMBER = 99_999_999
LARGEST_OFFSET = 200
"""How far a check may be shifted, in hundredths of an inch."""

CHECK_STYLES = (
    "Laser MICR Three Part (Top)",
    "Laser MICR Three Part (Bottom)",
    "Laser Three Part (Top)",
    "Laser Three Part (Bottom)",
    "Pin-Feed Two Part (Top)",
    "Pin-Feed Two Part (Bottom)",
)
ACH_FORMATS = ("NACHA",)
POSITIVE_PAY_FORMATS = ("CSV",)

_LEDGER_CODE = re.compile(r"[0-9]{1,5}(\.[0-9]{1,4})?", re.ASCII)
_ACCOUNT_NUMBER = re.compile(r"[0-9A-Za-z -]{1,34}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,20}", re.ASCII)
_CODE_FIELDS = re.compile(r"[0-9A-Za-z -]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class BankSetup:
    """Tabs 2 and 3 of a bank account. `account_number` None means "as it is stored": it is only read on demand.

    Offsets are hundredths of an inch, to the right and down.
    """

    check_style: str = ""
    next_check_number: int | None = 1
    signature_memo: str = ""
    account_number: str | None = None
    routing_number: str = ""
    processor_id: str = ""
    federal_reserve_id: str = ""
    bank_aba_id: str = ""
    service_charge_cents: int = 0
    returned_item_fee_cents: int = 0
    nsf_fee_cents: int = 0
    minimum_balance_cents: int = 0
    ach_out: str = ""
    positive_pay: str = ""
    micr_bank_name: str = ""
    micr_bank_address: str = ""
    micr_fractional_routing: str = ""
    micr_company_name: str = ""
    micr_company_address: str = ""
    micr_horizontal_offset: int = 0
    micr_vertical_offset: int = 0


@dataclass(frozen=True, slots=True)
class AccountCode:
    """One account code as its window shows it; `digest` tells whether somebody changed it since it was read."""

    account_id: int | None = None
    code: str = ""
    name: str = ""
    ledger_code: str = ""
    account_type: str = "expense"
    is_bank: bool = False
    is_checking: bool = False
    is_escrow: bool = False
    active: bool = True
    bank: BankSetup = field(default_factory=BankSetup)
    masked_number: str = ""
    digest: str = ""


FIELD_NAMES = {
    "code": "ID",
    "name": "Name",
    "ledger_code": "Ledger Code",
    "account_type": "Account Type",
    "is_bank": "Bank Account",
    "is_checking": "Checking Account",
    "is_escrow": "Escrow Deposit Analysis",
    "active": "Active",
    "bank.check_style": "Check Style",
    "bank.next_check_number": "Next Check Number",
    "bank.signature_memo": "Signature Memo",
    "bank.account_number": "Account Number",
    "bank.routing_number": "Routing Number",
    "bank.processor_id": "Processor ID",
    "bank.federal_reserve_id": "Federal Reserve ID",
    "bank.bank_aba_id": "Bank ABA ID",
    "bank.service_charge_cents": "Service Charge",
    "bank.returned_item_fee_cents": "Returned Item Fee",
    "bank.nsf_fee_cents": "NSF Fee",
    "bank.minimum_balance_cents": "Minimum Balance",
    "bank.ach_out": "ACH Out",
    "bank.positive_pay": "Positive Pay",
    "bank.micr_bank_name": "Bank Name",
    "bank.micr_bank_address": "Bank Address",
    "bank.micr_fractional_routing": "Fractional Routing Number",
    "bank.micr_company_name": "Company Name",
    "bank.micr_company_address": "Company Address",
    "bank.micr_horizontal_offset": "Horizontal Offset",
    "bank.micr_vertical_offset": "Vertical Offset",
}
"""The words of the window for each field, in the window's order."""


def check_account(wanted: AccountCode, stored: BankSetup) -> list[FieldProblem]:
    """Every fault of the values themselves, in the window's order; `stored` is the bank setup they replace."""
    found = list(_header_problems(wanted))
    if wanted.is_bank:
        found += _bank_problems(wanted.bank, stored, checking=wanted.is_checking)
    order = list(FIELD_NAMES)
    return sorted(found, key=lambda problem: order.index(problem.field))


def _header_problems(wanted: AccountCode) -> Iterable[FieldProblem]:
    for name, value, longest in (("code", wanted.code, LONGEST_CODE), ("name", wanted.name, LONGEST_NAME)):
        if not value.strip():
            yield FieldProblem(name, VALUE_REQUIRED)
        elif len(value) > longest:
            yield FieldProblem(name, f"At most {longest} characters.")
        elif not _one_line(value):
            yield FieldProblem(name, "It holds a character that cannot be shown.")
    if wanted.ledger_code and _LEDGER_CODE.fullmatch(wanted.ledger_code) is None:
        yield FieldProblem(
            "ledger_code", "A number of up to 5 digits, and up to 4 after a point, such as 1010 or 1010.25."
        )
    if wanted.account_type not in ACCOUNT_TYPES:
        yield FieldProblem("account_type", "Choose one of the account types.")
    if wanted.is_bank and wanted.account_type != "current_asset":
        yield FieldProblem("is_bank", "A bank account is a current asset: change the account type.")
    for name, marked in (("is_checking", wanted.is_checking), ("is_escrow", wanted.is_escrow)):
        if marked and not wanted.is_bank:
            yield FieldProblem(name, "Only a bank account can be this: mark Bank Account too.")


def _bank_problems(bank: BankSetup, stored: BankSetup, *, checking: bool) -> Iterable[FieldProblem]:
    if checking and not bank.check_style:
        yield FieldProblem("bank.check_style", VALUE_REQUIRED)
    yield from _choice_problems(bank, stored)
    if bank.next_check_number is None:
        yield FieldProblem("bank.next_check_number", VALUE_REQUIRED)
    elif not 1 <= bank.next_check_number <= LARGEST_CHECK_NUMBER:
        yield FieldProblem("bank.next_check_number", f"A whole number from 1 to {LARGEST_CHECK_NUMBER:,}.")
    yield from _number_problems(bank)
    for name in ("service_charge_cents", "returned_item_fee_cents", "nsf_fee_cents", "minimum_balance_cents"):
        if not 0 <= require_cents(getattr(bank, name)) <= LARGEST_AMOUNT_CENTS:
            yield FieldProblem(f"bank.{name}", AMOUNT_WORDS)
    yield from _text_problems(bank)
    for name in ("micr_horizontal_offset", "micr_vertical_offset"):
        if abs(getattr(bank, name)) > LARGEST_OFFSET:
            yield FieldProblem(f"bank.{name}", f"From -{LARGEST_OFFSET} to {LARGEST_OFFSET} hundredths of an inch.")


def _choice_problems(bank: BankSetup, stored: BankSetup) -> Iterable[FieldProblem]:
    for name, choices in (
        ("check_style", CHECK_STYLES),
        ("ach_out", ACH_FORMATS),
        ("positive_pay", POSITIVE_PAY_FORMATS),
    ):
        value = getattr(bank, name)
        if value and value != getattr(stored, name) and value not in choices:
            yield FieldProblem(f"bank.{name}", "Choose one of the list.")


def _text_problems(bank: BankSetup) -> Iterable[FieldProblem]:
    for name, longest in _TEXTS.items():
        value = getattr(bank, name)
        if len(value) > longest:
            yield FieldProblem(f"bank.{name}", f"At most {longest} characters.")
        elif not _one_line(value):
            yield FieldProblem(f"bank.{name}", "It holds a character that cannot be shown.")


_TEXTS = {
    "signature_memo": LONGEST_NAME,
    "micr_bank_name": LONGEST_NAME,
    "micr_bank_address": LONGEST_ADDRESS,
    "micr_fractional_routing": LONGEST_CODE,
    "micr_company_name": LONGEST_NAME,
    "micr_company_address": LONGEST_ADDRESS,
}


def _number_problems(bank: BankSetup) -> Iterable[FieldProblem]:
    if bank.account_number and _ACCOUNT_NUMBER.fullmatch(bank.account_number) is None:
        yield FieldProblem("bank.account_number", "Up to 34 digits, letters, spaces or hyphens.")
    if bank.routing_number and _DIGITS.fullmatch(bank.routing_number) is None:
        yield FieldProblem("bank.routing_number", "Digits only, without spaces or hyphens.")
    for name in ("processor_id", "federal_reserve_id", "bank_aba_id"):
        value = getattr(bank, name)
        if value and _CODE_FIELDS.fullmatch(value) is None:
            yield FieldProblem(f"bank.{name}", "Up to 20 digits, letters, spaces or hyphens.")


def account_warnings(wanted: AccountCode, *, has_account_number: bool) -> list[FieldProblem]:
    """What is saved all the same but looks wrong. No sentence holds a bank number."""
    if not wanted.is_bank:
        return []
    bank, found = wanted.bank, []
    if not has_account_number:
        found.append(FieldProblem("bank.account_number", "Without it, balances cannot be sent to Inosio."))
    if not bank.routing_number:
        found.append(FieldProblem("bank.routing_number", "Without it, balances cannot be sent to Inosio."))
    elif (fault := aba_fault(bank.routing_number)) is not None:
        found.append(FieldProblem("bank.routing_number", fault))
    if bank.bank_aba_id and (fault := aba_fault(bank.bank_aba_id)) is not None:
        found.append(FieldProblem("bank.bank_aba_id", fault))
    return found


def aba_fault(number: str) -> str | None:
    """Why a number is no ABA routing number: nine digits, the last a check digit. None where it is one."""
    if re.fullmatch(r"[0-9]{9}", number, re.ASCII) is None:
        return f"An ABA routing number has 9 digits, this one has {len(number)}. Compare it with a check."
    if sum(int(digit) * (3, 7, 1)[place % 3] for place, digit in enumerate(number)) % 10:
        return "The check digit of this routing number is not right. Compare it with a check."
    return None


def _one_line(value: str) -> bool:
    return visible(value) == value and "\n" not in value and "\t" not in value
