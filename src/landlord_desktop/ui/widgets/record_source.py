"""The services behind a record's window, and what they give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.ui.widgets.pick_list import PickRow

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
Key = int | str


class Saved(Protocol[R_co]):
    """The record as it is stored now, and what looks wrong in it all the same."""

    @property
    def record(self) -> R_co: ...
    @property
    def warnings(self) -> tuple[FieldProblem, ...]: ...


@dataclass(frozen=True, slots=True)
class Found(Generic[R]):
    """What was read for a window: the record, the keys of all records in order, and what its pick lists offer."""

    record: R
    order: tuple[Key, ...]
    choices: Mapping[str, Sequence[PickRow]]


def _no_choices(_books: Any) -> Mapping[str, Sequence[PickRow]]:
    return {}


@dataclass(frozen=True, slots=True)
class RecordSource(Generic[R]):
    """The services behind a window; all but `key_of` and `title_of` are called in the background.

    `save` is given the record and, for one that is stored, the record as it was read; `delete` its key and the same.
    """

    new: R
    read: Callable[[Any, Any], R]
    keys: Callable[[Any], Sequence[Key]]
    save: Callable[[Any, R, R | None], Saved[R]]
    key_of: Callable[[R], Key | None]
    title_of: Callable[[R], str]
    choices: Callable[[Any], Mapping[str, Sequence[PickRow]]] = _no_choices
    delete: Callable[[Any, Any, R], object] | None = None
