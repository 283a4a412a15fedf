"""What the parts above may use of the rules as they are: they import services, and of the rules little or nothing."""

from landlord_desktop.rules.batch import REASON_WORDS
from landlord_desktop.rules.errors import BooksError, ClaimedError, LandlordError, NotFoundError, RuleError, StaleError
from landlord_desktop.rules.money import format_cents, wire_from_cents

__all__ = [
    "REASON_WORDS",
    "BooksError",
    "ClaimedError",
    "LandlordError",
    "NotFoundError",
    "RuleError",
    "StaleError",
    "format_cents",
    "wire_from_cents",
]
