"""What the records of all profiles share: reading, the check that nobody changed one meanwhile, writing, deleting."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Table, delete, func, insert, literal, select, update

from landlord_desktop.db.models.base import metadata
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.field_problems import FieldProblem, FieldsError
from landlord_desktop.services.profiles.percents import percent_words


class Record(Protocol):
    """A frozen dataclass; `record_id` is None until it is stored."""

    @property
    def record_id(self) -> int | None: ...
    @property
    def code(self) -> str: ...


R = TypeVar("R", bound=Record)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Saved(Generic[V]):
    """The record as it is stored now, and what looks wrong in it all the same."""

    record: V
    warnings: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """A kind of record: its noun, its table, its dataclass and the window's words for each field, in their order.

    `references` are the tables that fields ending in `_id` point to; `parts` the tables whose rows belong to a record
    and go with it.
    """

    noun: str
    table: Table
    record: type[R]
    names: Mapping[str, str]
    references: Mapping[str, Table]
    parts: tuple[Table, ...] = ()

    def stored_names(self) -> tuple[str, ...]:
        """The fields that are columns of the table."""
        return tuple(one.name for one in fields(self.record) if one.name in self.table.c)  # type: ignore[arg-type]


def tidied(wanted: R) -> R:
    """The record without blanks around its texts, those of its lines included."""
    return replace(wanted, **{one.name: _tidy(getattr(wanted, one.name)) for one in fields(wanted)})  # type: ignore[arg-type, type-var]


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, tuple):
        return tuple(tidied(one) if is_dataclass(one) else one for one in value)  # type: ignore[type-var]
    return value


def read_stored(connection: Connection, kind: Kind[R], record_id: int) -> R:
    """The fields of a record that stand in its own table. NotFoundError where there is none."""
    table = kind.table
    columns = [table.c.id.label("record_id"), *(table.c[name] for name in kind.stored_names())]
    row = connection.execute(select(*columns).where(table.c.id == record_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"There is no {kind.noun} with the key {record_id} any more.")
    return kind.record(**row)


def read_record(books: Books, kind: Kind[R], record_id: int) -> R:
    """One record of a kind that has no parts. NotFoundError where there is none."""
    with books.store.read() as connection:
        return read_stored(connection, kind, record_id)


def stored_before(connection: Connection, kind: Kind[R], wanted: R, before: R | None) -> R | None:
    """The record that `wanted` replaces, None for a new one. StaleError where it is no longer as `before`."""
    if wanted.record_id is None:
        return None
    stored = read_stored(connection, kind, wanted.record_id)
    refuse_stale(kind, stored, before)
    return stored


def refuse_stale(kind: Kind[R], stored: R, before: R | None) -> None:
    """StaleError where the record is no longer what it was when it was read; `before` None compares nothing."""
    if before is not None and before != stored:
        raise StaleError(
            f"The {kind.noun} {stored.code} was changed by somebody else meanwhile. Nothing was saved; read it again."
        )


def put_stored(connection: Connection, kind: Kind[R], wanted: R, **more: object) -> int:
    """Write the record's own row, new or changed, with `more` columns; its id."""
    table = kind.table
    values = {name: getattr(wanted, name) for name in kind.stored_names()} | more
    if wanted.record_id is None:
        return int(connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one())
    connection.execute(update(table).where(table.c.id == wanted.record_id).values(values))
    return wanted.record_id


def put_record(connection: Connection, books: Books, kind: Kind[R], wanted: R, stored: R | None) -> R:
    """Write a record without parts in the place of `stored`, with its audit entry; as it stands now."""
    now = read_stored(connection, kind, put_stored(connection, kind, wanted))
    record_change(connection, books, kind, stored, now)
    return now


def code_problems(connection: Connection, kind: Kind[R], wanted: R) -> Iterable[FieldProblem]:
    """Another record of the table has this ID."""
    table = kind.table
    same = select(table.c.code).where(
        func.lower(table.c.code) == func.lower(wanted.code), table.c.id != (wanted.record_id or 0)
    )
    other = connection.execute(same).scalar()
    if other is not None and wanted.code:
        yield FieldProblem("code", f"Another {kind.noun} has the ID {other}.")


def reference_problems(connection: Connection, kind: Kind[R], wanted: R, stored: R | None) -> Iterable[FieldProblem]:
    """A field points to a record that is not there, or newly to one that is no longer active."""
    for name, table in kind.references.items():
        value = getattr(wanted, name)
        if value is None:
            continue
        columns = [table.c.code, table.c.active if "active" in table.c else literal(True)]
        found = connection.execute(select(*columns).where(table.c.id == value)).one_or_none()
        if found is None:
            yield FieldProblem(name, "Choose one of the list.")
        elif not found[1] and (stored is None or getattr(stored, name) != value):
            yield FieldProblem(name, f"{found[0]} is no longer active; choose another one.")


def refuse(kind: Kind[R], problems: Iterable[FieldProblem]) -> None:
    """FieldsError with all problems in the window's order, where there are any."""
    order = list(kind.names)
    found = sorted(problems, key=lambda one: (order.index(one.field), one.line or 0))
    if found:
        raise FieldsError(found, kind.names)


def record_change(
    connection: Connection, books: Books, kind: Kind[R], stored: R | None, now: R, reason: str = ""
) -> None:
    """One audit entry with the changed fields before and after, in the window's words; none where nothing changed."""
    old = _facts(connection, kind, stored) if stored is not None else {}
    new = _facts(connection, kind, now)
    changed = [name for name in kind.names if name in new and old.get(name) != new[name]]
    if stored is not None and not changed:
        return
    titles = ", ".join(kind.names[name] for name in changed)
    record(
        connection, books, f"{'change' if stored is not None else 'add'} {kind.noun}", f"{kind.noun} {now.code}",
        f"{now.code}: {titles}." + (f" Reason: {reason}" if reason else ""),
        before="" if stored is None else _json(kind, old, changed), after=_json(kind, new, changed),
    )  # fmt: skip


def delete_stored(
    connection: Connection, books: Books, kind: Kind[R], stored: R, uses: Iterable[str] = ()
) -> None:
    """Delete a record that nothing refers to, with its own parts. RuleError names what uses it."""
    found = [*used_by(connection, kind, stored.record_id or 0), *uses]
    if found:
        raise RuleError(
            f"The {kind.noun} {stored.code} cannot be deleted, it is used: {', '.join(found)}. "
            "Make it inactive instead."
        )
    facts = _facts(connection, kind, stored)
    for part in kind.parts:
        for column in _links(part, kind.table):
            connection.execute(delete(part).where(column == stored.record_id))
    connection.execute(delete(kind.table).where(kind.table.c.id == stored.record_id))
    record(
        connection, books, f"delete {kind.noun}", f"{kind.noun} {stored.code}", f"{stored.code} was deleted.",
        before=_json(kind, facts, list(facts)),
    )  # fmt: skip


def delete_record(
    books: Books, kind: Kind[R], record_id: int, before: R | None,
    uses: Callable[[Connection, R], Iterable[str]] | None = None,
) -> None:
    """Delete a record without parts in a write of its own; `uses` may name what else uses it.

    RuleError names what uses it, StaleError where it is no longer as `before`.
    """
    with books.store.write() as connection:
        stored = read_stored(connection, kind, record_id)
        refuse_stale(kind, stored, before)
        delete_stored(connection, books, kind, stored, () if uses is None else uses(connection, stored))


def used_by(connection: Connection, kind: Kind[R], record_id: int) -> list[str]:
    """The tables that refer to a record, in words; its own parts are left out."""
    found = []
    for table in metadata.sorted_tables:
        if table in kind.parts:
            continue
        for column in _links(table, kind.table):
            if connection.execute(select(literal(1)).where(column == record_id).limit(1)).first() is not None:
                found.append(_TABLE_WORDS.get(table.name, f"{table.name.replace('_', ' ')}s"))
                break
    return list(dict.fromkeys(found))


_TABLE_WORDS = {
    "account_balance": "account balances", "posting_table": "the Posting Table", "ownership": "shares of properties",
    "tenant_credit": "credits of tenants", "credit_entry": "credits of tenants",
}  # fmt: skip


def _links(table: Table, target: Table) -> list[Any]:
    return [one.parent for one in table.foreign_keys if one.column.table is target]


def _facts(connection: Connection, kind: Kind[R], one: R) -> dict[str, object]:
    return {name: _fact(connection, kind.references, name, getattr(one, name)) for name in kind.names}


def _fact(connection: Connection, references: Mapping[str, Table], name: str, value: Any) -> object:
    """A value as the audit trail keeps it: other records by their ID, money and percentages as people read them."""
    if isinstance(value, tuple):
        return [_line_facts(connection, line) for line in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if name in references:
        code = references[name].c.code
        return connection.execute(select(code).where(references[name].c.id == value)).scalar()
    if name.endswith("_cents"):
        return format_cents(value)
    return percent_words(value) if name.endswith("_basis_points") else value


def _line_facts(connection: Connection, line: Any) -> dict[str, object]:
    targets = {
        name: metadata.tables[table] for name, table in _LINE_TARGETS.items() if hasattr(line, name)
    }  # fmt: skip
    names = [one.name for one in fields(line) if one.name != "line_id"]
    return {
        name.removesuffix("_id").removesuffix("_cents"): _fact(connection, targets, name, getattr(line, name))
        for name in names
    }


_LINE_TARGETS = {"owner_id": "ledger", "charge_code_id": "charge_code", "schedule_id": "schedule"}


def _json(kind: Kind[R], facts: Mapping[str, object], names: list[str]) -> str:
    return json.dumps({kind.names[name]: facts[name] for name in names}, ensure_ascii=False)
