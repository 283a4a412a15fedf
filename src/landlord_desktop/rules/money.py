"""Money is whole cents, an `int`. Text in and out of cents.

A float at any door is a TypeError: binary fractions cannot hold cents.
"""

import re

LARGEST_AMOUNT_CENTS = 99_999_999_999
"""The largest amount of one payment or charge: $999,999,999.99."""

_WIRE = re.compile(r"-?(0|[1-9][0-9]{0,12})\.[0-9]{2}", re.ASCII)
_TYPED = re.compile(r"\$?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.([0-9]{0,2}))?", re.ASCII)


def require_cents(value: object) -> int:
    """The value itself where it is whole cents; TypeError for a float, a bool or anything else."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"cents must be an int, not {type(value).__name__}")
    return value


def cents_from_wire(text: str) -> int:
    """Cents of a decimal string as the wire contract writes it ("1200.00", "-35.50").

    ValueError for any other spelling: no sign +, no thousands comma, exactly two decimals.
    """
    if _WIRE.fullmatch(text) is None:
        raise ValueError("not an amount with two decimals")
    return int(text.replace(".", ""))


def wire_from_cents(cents: int) -> str:
    """The decimal string of the wire contract: 120000 -> "1200.00"."""
    amount = abs(require_cents(cents))
    return f"{'-' if cents < 0 else ''}{amount // 100}.{amount % 100:02d}"


def format_cents(cents: int) -> str:
    """Cents as the screens show them: "$1,200.00", negative "-$35.50"."""
    amount = abs(require_cents(cents))
    return f"{'-' if cents < 0 else ''}${amount // 100:,}.{amount % 100:02d}"


def parse_cents(text: str) -> int:
    """Cents of an amount as a person types it: "1200", "$1,200.5", "(35.50)", "-35.50".

    ValueError where it is no amount, has more than two decimals, or is above LARGEST_AMOUNT_CENTS.
    """
    typed = text.strip()
    negative = False
    if typed.startswith("(") and typed.endswith(")"):
        negative, typed = True, typed[1:-1].strip()
    elif typed.startswith(("-", "\u2212")):
        negative, typed = True, typed[1:].strip()
    match = _TYPED.fullmatch(typed)
    if match is None or (match[1] is None and not match[2]):
        raise ValueError("not an amount")
    cents = int((match[1] or "0").replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0"))
    if cents > LARGEST_AMOUNT_CENTS:
        raise ValueError("the amount is too large")
    return -cents if negative else cents
