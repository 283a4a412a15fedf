"""The journal as an hledger file: `hledger check --strict` proves that it balances and ends with our balances."""

from collections.abc import Iterable, Iterator

from landlord_desktop.formats.open_journal import (
    TENANT_DOLLARS,
    Facts,
    JournalAccount,
    JournalHead,
    JournalSet,
    decimal_text,
    head_lines,
    one_line,
)


def hledger_text(head: JournalHead, accounts: Iterable[JournalAccount], sets: Iterable[JournalSet]) -> Iterator[str]:
    """The file in pieces: header, accounts, one transaction a set, then one that asserts each account's balance.

    The number of a set is its transaction's code; the facts are tags.
    """
    kept = list(accounts)
    yield "".join(f"; {line}\n" for line in head_lines(head))
    yield f"\ncommodity $1000.00\ncommodity 1000.00 {TENANT_DOLLARS}\n\n"
    for account in kept:
        yield f"account {account.name}{_tags(account.facts, '  ')}\n"
    for one in sets:
        yield _transaction(one)
    if head.proven_on is None:
        return
    yield f"\n{head.proven_on.isoformat()} * Balances as the books keep them\n"
    for account in kept:
        nothing, kept_balance = (_amount(cents, of_tenants=account.of_tenants) for cents in (0, account.closing_cents))
        yield f"    {account.name}  {nothing} = {kept_balance}\n"


def _transaction(one: JournalSet) -> str:
    facts = one.facts if one.reverses_set_id is None else (*one.facts, ("reverses", str(one.reverses_set_id)))
    narration = one_line(one.narration).translate(_IN_DESCRIPTION)
    first = f"\n{one.posted_on.isoformat()} * ({one.set_id}) {narration}\n{_tags(facts, '    ')}\n"
    return first + "".join(
        f"    {posting.account}  {_amount(posting.cents, of_tenants=posting.of_tenants)}{_tags(posting.facts, '  ')}\n"
        for posting in one.postings
    )


def _amount(cents: int, *, of_tenants: bool) -> str:
    return f"{decimal_text(cents)} {TENANT_DOLLARS}" if of_tenants else f"${decimal_text(cents)}"


def _tags(facts: Facts, before: str) -> str:
    if not facts:
        return ""
    return f"{before}; " + ", ".join(f"{name}:{one_line(text).translate(_IN_TAG)}" for name, text in facts)


# A comment would begin, payee and note be parted; a tag would end, a date be read.
_IN_DESCRIPTION = {ord(character): f"⟦U+{ord(character):04X}⟧" for character in ";|"}
_IN_TAG = {ord(character): f"⟦U+{ord(character):04X}⟧" for character in ",["}
