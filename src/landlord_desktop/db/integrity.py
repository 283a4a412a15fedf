"""What the database itself tells of its state: links between records, guards, definitions, and the file."""

import hashlib
import json
from collections.abc import Iterator

from sqlalchemy import Connection

from landlord_desktop.db.migrate import SCHEMA_SHA256, SERVER_SCHEMA_SHA256


def on_server(connection: Connection) -> bool:
    """Whether these books are a server's, whose pages the server looks after."""
    return connection.dialect.name == "postgresql"


def broken_links(connection: Connection, *, everything: bool) -> Iterator[tuple[str, str, str]]:
    """Table, place ("row 4" or the empty text) and named table of each row that names a record which does not exist.

    A server lets no such row in while its own guards are at work, which `schema_is_ours` sees: there the rows are
    looked at only where `everything` is.
    """
    if not on_server(connection):
        for table, row_id, parent, _number in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield table, "" if row_id is None else f"row {row_id}", parent
        return
    if not everything:
        return
    for table, column, parent, target in connection.exec_driver_sql(_LINKS).all():
        loose = connection.exec_driver_sql(
            f'SELECT c."{column}" FROM {table} c LEFT JOIN {parent} p ON p."{target}" = c."{column}" '  # noqa: S608
            f'WHERE c."{column}" IS NOT NULL AND p."{target}" IS NULL LIMIT 100'
        )
        for (value,) in loose:
            yield table, f"{column} {value}", parent


def faults_of_file(connection: Connection, *, everything: bool) -> Iterator[str]:
    """What SQLite says of its file; nothing where it is whole. `everything` compares each index with its table."""
    pragma = "integrity_check" if everything else "quick_check"
    for row in connection.exec_driver_sql(f"PRAGMA {pragma}"):
        if row[0] != "ok":
            yield str(row[0])


def guards(connection: Connection) -> set[str]:
    """Names of the triggers that are there and at work."""
    query = _GUARDS if on_server(connection) else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    return {row[0] for row in connection.exec_driver_sql(query)}


def schema_is_ours(connection: Connection) -> bool:
    """Whether tables, indexes and triggers are those that this program made."""
    return schema_digest(connection) == (SERVER_SCHEMA_SHA256 if on_server(connection) else SCHEMA_SHA256)


def schema_digest(connection: Connection) -> str:
    """SHA-256 over the definitions of all tables, indexes and triggers; on every server version the same."""
    if on_server(connection):
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema()) || '.'").scalar_one()
        rows = [
            tuple(word.replace(schema, "") if isinstance(word, str) else word for word in row)
            for query in _DEFINITIONS
            for row in connection.exec_driver_sql(query)
        ]
    else:
        rows = [tuple(row) for row in connection.exec_driver_sql(_SQLITE_DEFINITIONS)]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


_SQLITE_DEFINITIONS = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"
)
_LINKS = (
    "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, b.attname FROM pg_constraint c "
    "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
    "JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1] "
    "WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace ORDER BY c.conname"
)
_GUARDS = (
    "SELECT t.tgname FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND r.relnamespace = current_schema()::regnamespace"
)
_OURS = "r.relnamespace = current_schema()::regnamespace"
_DEFINITIONS = (
    "SELECT r.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, "  # noqa: S608
    "pg_get_expr(d.adbin, d.adrelid) FROM pg_class r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 "
    "LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
    f"WHERE {_OURS} AND r.relkind IN ('r', 'v') AND NOT a.attisdropped ORDER BY r.relname, a.attnum",
    "SELECT r.relname, c.conname, pg_get_constraintdef(c.oid), c.convalidated FROM pg_constraint c "  # noqa: S608
    f"JOIN pg_class r ON r.oid = c.conrelid WHERE {_OURS} AND c.contype IN ('c', 'f', 'p', 'u', 'x') "
    "ORDER BY r.relname, c.conname",
    "SELECT r.relname, pg_get_indexdef(i.indexrelid), i.indisvalid FROM pg_index i "  # noqa: S608
    f"JOIN pg_class r ON r.oid = i.indexrelid WHERE {_OURS} ORDER BY r.relname",
    "SELECT r.relname, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled FROM pg_trigger t "  # noqa: S608
    f"JOIN pg_class r ON r.oid = t.tgrelid WHERE {_OURS} AND NOT t.tgisinternal ORDER BY r.relname, t.tgname",
    "SELECT r.relname, t.tgenabled FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid "  # noqa: S608
    f"WHERE {_OURS} AND t.tgisinternal AND t.tgenabled <> 'O' ORDER BY r.relname",
    "SELECT p.proname, p.prosrc FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace "
    "ORDER BY p.proname",
)
