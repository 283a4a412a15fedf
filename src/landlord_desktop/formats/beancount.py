"""The journal as a beancount file: `bean-check` proves that it balances and that every closing balance is ours."""

from collections.abc import Iterable, Iterator

from landlord_desktop.formats.open_journal import (
    TENANT_DOLLARS,
    Facts,
    JournalAccount,
    JournalHead,
    JournalPosting,
    JournalSet,
    decimal_text,
    head_lines,
    one_line,
)


def beancount_text(
    head: JournalHead, accounts: Iterable[JournalAccount], sets: Iterable[JournalSet]
) -> Iterator[str]:
    """The file in pieces: header, accounts, one transaction a set, then the balance of each account.

    A set and the one it reverses share a link. Balances are asserted with no tolerance: beancount's own would let one
    cent pass.
    """
    kept = list(accounts)
    yield "".join(f"; {line}\n" for line in head_lines(head))
    yield f'\noption "title" {_quoted(head.office)}\noption "operating_currency" "USD"\n\n'
    for account in kept:
        opening = f"{account.opened_on.isoformat()} open {account.name} {_commodity(account)}\n"
        yield opening + _metadata(account.facts, "  ")
    for one in sets:
        yield _transaction(one)
    if head.proven_on is None:
        return
    day = head.proven_on.isoformat()
    yield "\n"
    for account in kept:
        yield f"{day} balance {account.name}  {decimal_text(account.closing_cents)} ~ 0 {_commodity(account)}\n"


def _transaction(one: JournalSet) -> str:
    link = "" if one.reverses_set_id is None else f" ^set-{one.reverses_set_id}"
    first = f"\n{one.posted_on.isoformat()} * {_quoted(one.narration)} ^set-{one.set_id}{link}\n  set: {one.set_id}\n"
    return first + _metadata(one.facts, "  ") + "".join(
        f"  {posting.account}  {decimal_text(posting.cents)} {_commodity(posting)}\n{_metadata(posting.facts, '    ')}"
        for posting in one.postings
    )


def _commodity(of: JournalAccount | JournalPosting) -> str:
    return TENANT_DOLLARS if of.of_tenants else "USD"


def _metadata(facts: Facts, indent: str) -> str:
    return "".join(f"{indent}{name}: {_quoted(text)}\n" for name, text in facts)


def _quoted(text: str) -> str:
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
