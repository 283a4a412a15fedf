"""What is wrong with single fields of a record: told by the service that saves it, shown under each field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS, format_cents

VALUE_REQUIRED = "Value must be entered"
AMOUNT_WORDS = f"An amount from $0.00 to {format_cents(LARGEST_AMOUNT_CENTS)}."


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One fault or warning: the attribute it is about (`code`, `bank.routing_number`), and a sentence.

    Where the attribute holds lines, `line` is the place of one, counted from 0, and `column` the attribute of it.
    """

    field: str
    sentence: str
    line: int | None = None
    column: str = ""


class FieldsError(RuleError):
    """Some fields cannot be saved; `fields` names each, in the order of the window; `names` has the window's words."""

    def __init__(self, fields: Iterable[FieldProblem], names: Mapping[str, str]) -> None:
        self.fields = tuple(fields)
        super().__init__([f"{_title(problem, names)}: {problem.sentence}" for problem in self.fields])


def _title(problem: FieldProblem, names: Mapping[str, str]) -> str:
    title = names.get(problem.field, problem.field)
    return title if problem.line is None else f"{title}, line {problem.line + 1}"
