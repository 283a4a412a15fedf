"""The words for the kinds of transaction sets and of the audit trail's actions: the one place where they stand."""

KIND_WORDS = {
    "charge": "Charge",
    "receipt": "Receipt",
    "ledger_receipt": "Ledger receipt",
    "deposit_slip": "Deposit slip",
    "credit_application": "Open credit applied",
    "credit_adjustment": "Open credit adjusted",
    "management_fee": "Management fee",
    "transfer": "Transfer between banks",
    "journal_entry": "Journal entry",
    "nsf": "NSF (returned payment)",
    "void": "Void",
    "opening": "Opening balance",
}
"""Every kind of transaction set, in the order in which a list of kinds is offered."""


def kind_words(kind: str) -> str:
    """The kind of a transaction set as people read it."""
    return KIND_WORDS.get(kind) or spoken(kind)


def set_description(kind: str, memo: str) -> str:
    """What a set is, in one line of a ledger: its memo, and its kind where the memo does not say it."""
    words = kind_words(kind)
    if not memo:
        return words
    return memo if memo.casefold().startswith(words.casefold()) else f"{words}: {memo}"


def spoken(code: str) -> str:
    """A word of the program as people read it: "change setting" and "change_setting" become "Change setting"."""
    words = code.replace("_", " ").strip()
    return f"{words[:1].upper()}{words[1:]}"
