"""Percentages: in basis points where a fee is meant, computed from shares where a property is owned by several."""

import re

from landlord_desktop.rules.fees import FULL_BASIS_POINTS
from landlord_desktop.rules.money import require_cents

_TYPED = re.compile(r"([0-9]{1,3})?(?:\.([0-9]{0,2}))?\s*%?", re.ASCII)


def percent_words(basis_points: int) -> str:
    """Basis points as people read them: 850 is "8.5 %"."""
    return _trimmed(f"{basis_points // 100}.{basis_points % 100:02d}")


def parse_percent(text: str) -> int:
    """Basis points of a percentage as a person types it: "8", "8.5", "8.25 %". ValueError for anything else."""
    match = _TYPED.fullmatch(text.strip())
    if match is None or not (match[1] or match[2]):
        raise ValueError("not a percentage")
    basis_points = int(match[1] or "0") * 100 + int((match[2] or "").ljust(2, "0"))
    if basis_points > FULL_BASIS_POINTS:
        raise ValueError("more than the whole")
    return basis_points


def share_percent(shares: int, total_shares: int) -> str:
    """The percent of ownership that some of all shares are, to a thousandth: 1 of 3 is "33.333 %"."""
    if require_cents(total_shares) <= 0:
        return ""
    thousandths = (shares * 200_000 + total_shares) // (2 * total_shares)
    return _trimmed(f"{thousandths // 1000}.{thousandths % 1000:03d}")


def _trimmed(number: str) -> str:
    return f"{number.rstrip('0').rstrip('.')} %"
