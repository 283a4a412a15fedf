"""What all tables share: the metadata with its names for constraints, and short ways to write columns."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem

from landlord_desktop.db.types import Cents, Flag

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

RecordKey = BigInteger().with_variant(Integer(), "sqlite")


def table(name: str, *parts: SchemaItem, clustered: bool = False) -> Table:
    """A STRICT table; `clustered` keeps its rows in the order of their primary key, under their parent."""
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=not clustered)


def key() -> Column[Any]:
    """The column `id`: a number given by the database, the table's primary key."""
    return Column("id", RecordKey, primary_key=True, autoincrement=True)


def link(name: str, target: str, *, required: bool = True, **options: Any) -> Column[Any]:
    """A foreign key to the `id` of the table `target`."""
    return Column(name, RecordKey, ForeignKey(f"{target}.id"), nullable=not required, **options)


def text(name: str, *, required: bool = True, **options: Any) -> Column[Any]:
    """A text; a required one defaults to the empty text, which means "not given"."""
    if required and not options.get("primary_key"):
        options.setdefault("server_default", "")
    return Column(name, Text, nullable=not required, **options)


def cents(name: str, *, required: bool = True) -> Column[Any]:
    """An amount in whole cents; a required one defaults to nothing at all."""
    return Column(name, Cents, nullable=not required, server_default="0" if required else None)


def flag(name: str, *, default: bool = False) -> Column[Any]:
    """A yes or no, never unknown."""
    return Column(name, Flag, nullable=False, server_default=str(int(default)))


def one_of(column: str, *values: str) -> CheckConstraint:
    """The column holds one of these words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_word")


def partial_index(name: str, *columns: ColumnElement[Any], where: ColumnElement[bool], unique: bool = False) -> Index:
    """An index over the rows that fulfil a condition, on every engine."""
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def address_columns() -> tuple[Column[Any], ...]:
    """Where somebody lives and how to reach them."""
    return tuple(text(name) for name in ("address", "city", "state", "postal_code", "email", "phone"))
