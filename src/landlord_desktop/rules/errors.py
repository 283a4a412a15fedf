"""Errors that a user can meet, each with one plain sentence.

LandlordError            a fault of the world or of the input; its sentence may be shown as it stands
├── RuleError            a rule of the trade refuses it; may carry several problems
├── NotFoundError        the record named does not exist (any more)
├── StaleError           somebody else changed the record meanwhile
├── ClaimedError         another person or PC works on it
└── BooksError           the database cannot be used: newer, damaged, locked, full, on a bad place
    └── OutcomeUnknownError   the connection went while saving, and nobody can be asked what was kept
"""

from collections.abc import Sequence


class LandlordError(Exception):
    """A fault that can be told to the user: `sentence` names the record and says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class RuleError(LandlordError):
    """A rule refuses the entry. `problems` lists every fault found, the sentence joins them."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__(" ".join(self.problems))


class NotFoundError(LandlordError):
    """The record named in the sentence does not exist."""


class StaleError(LandlordError):
    """The record changed since it was read; nothing was done."""


class ClaimedError(LandlordError):
    """Another person or PC works on the record; nothing was done."""


class BooksError(LandlordError):
    """The database cannot be opened or written; nothing was changed."""


class OutcomeUnknownError(BooksError):
    """The work was either kept as a whole or not at all, and at present nobody can say which."""
