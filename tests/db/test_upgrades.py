"""Upgrades: a proven backup first, then all of it or nothing, whatever fails and whenever the program is killed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from build import a_charge, a_tenant, an_office
from landlord_desktop.config import migrations_path
from landlord_desktop.db import integrity, migrate
from landlord_desktop.db.sqlite_engine import open_store, quick_version
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.services.backup import restore, upgrade
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.checks import run_checks

MIGRATION = '''
import sys
from alembic import op

revision = "9002"
down_revision = "{head}"


def upgrade():
    op.execute("CREATE TABLE letter (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
    op.execute("INSERT INTO letter (body) SELECT name FROM tenant")
    op.execute("UPDATE tenant SET name = 'changed'")
    {then}
'''
HEAD = migrate.HEAD
CHILD = """
import sys
from pathlib import Path
from landlord_desktop.db import migrate
folder, database, head = sys.argv[1:]
migrate.migrations_path = lambda: Path(folder)
migrate.HEAD, migrate.KNOWN = "9002", (*migrate.KNOWN, "9002")
migrate.bring_up_to_date(Path(database))
"""


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Books of the present schema, closed; they are the older ones once a later schema is planted."""
    made = an_office(tmp_path / "office.db")
    a_charge(made, a_tenant(made), 98_000)
    made.close()
    return tmp_path / "office.db"


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The folder of the migrations with the program's own, to which one is added."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for path in migrations_path().rglob("*"):
        if path.suffix in {".py", ".sql", ".mako"}:
            (folder / path.relative_to(migrations_path())).write_bytes(path.read_bytes())
    return folder


def plant(scripts: Path, then: str = "pass") -> None:
    content = MIGRATION.format(head=HEAD, then=then)
    (scripts / "versions" / "9002_letters.py").write_text(content, encoding="utf-8")


@contextmanager
def newer_program(scripts: Path) -> Iterator[None]:
    """The program as it will be when it knows one schema more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "migrations_path", lambda: scripts)
        patch.setattr(migrate, "HEAD", "9002")
        patch.setattr(migrate, "KNOWN", (*migrate.KNOWN, "9002"))
        yield


def digest_of_newer_schema(scripts: Path) -> str:
    """What the newer program would know of its own schema: that of an empty database it makes."""
    path = scripts.parent / "newer.db"
    path.unlink(missing_ok=True)
    migrate.create(path)
    store = open_store(path)
    with store.read() as connection:
        digest = integrity.schema_digest(connection)
    store.close()
    return digest


def proven(path: Path) -> Books:
    books = open_books(str(path))
    report = run_checks(books, deep=True)
    assert report.ok, report.findings
    return books


def assert_as_before(path: Path) -> None:
    assert quick_version(path) == HEAD
    books = proven(path)
    with books.store.read() as connection:
        assert connection.execute(text("SELECT name FROM tenant")).scalars().all() == ["Tenant KMETZ"]
        assert connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'letter'")).first() is None
    books.close()


def the_backup(folder: Path) -> Path:
    (found,) = folder.glob("office.before-upgrade-*.db")
    return found


def test_an_upgrade_is_made_after_a_backup_and_one_step_leads_back(
    older: Path, scripts: Path, tmp_path: Path
) -> None:
    plant(scripts)
    with newer_program(scripts):
        kept = upgrade(str(older))
        assert upgrade(str(older)) is None
    assert kept == the_backup(tmp_path)
    assert quick_version(older) == "9002"
    with pytest.raises(BooksError, match="newer Landlord Desktop"):
        open_books(str(older))
    back = restore(kept, str(older), replace_file=True)
    assert back.kept is not None
    assert_as_before(older)


def test_a_second_upgrade_does_not_touch_the_first_backup(older: Path, scripts: Path, tmp_path: Path) -> None:
    (tmp_path / f"office.before-upgrade-from-{HEAD}.db").write_text("of another day")
    plant(scripts)
    with newer_program(scripts):
        kept = upgrade(str(older))
    assert kept == tmp_path / f"office.before-upgrade-from-{HEAD}-2.db"
    assert (tmp_path / f"office.before-upgrade-from-{HEAD}.db").read_text() == "of another day"


@pytest.mark.parametrize(
    "then",
    [
        'raise RuntimeError("broken")',
        'op.execute("INSERT INTO no_such_table VALUES (1)")',
        'op.execute("PRAGMA defer_foreign_keys = ON"); op.execute("UPDATE tenant SET unit_id = 999")',
    ],
)
def test_a_failing_upgrade_leaves_the_books_and_names_the_backup(older: Path, scripts: Path, then: str) -> None:
    plant(scripts, then)
    with newer_program(scripts), pytest.raises(BooksError, match="is as it was before") as caught:
        upgrade(str(older))
    assert str(the_backup(older.parent)) in caught.value.sentence
    assert_as_before(older)
    plant(scripts)
    with newer_program(scripts):
        assert upgrade(str(older)) is not None
    assert quick_version(older) == "9002"


def test_without_a_backup_there_is_no_upgrade(older: Path, scripts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(scripts)
    monkeypatch.setattr("landlord_desktop.db.files.free_bytes", lambda _folder: 0)
    with newer_program(scripts), pytest.raises(BooksError, match="The disk is too full"):
        upgrade(str(older))
    assert quick_version(older) == HEAD


def test_an_upgrade_killed_in_the_middle_leaves_the_books(older: Path, scripts: Path) -> None:
    plant(scripts, 'print("half way", flush=True); sys.stdin.readline()')
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(scripts), str(older), HEAD],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "half way\n"
        child.kill()
    assert_as_before(older)
    restored = restore(the_backup(older.parent), str(older.parent / "restored.db"))
    assert_as_before(restored.path)
    plant(scripts)
    with newer_program(scripts):
        upgrade(str(older))
    assert quick_version(older) == "9002"


def test_an_older_backup_is_restored_and_upgraded_when_it_is_opened(
    older: Path, scripts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(scripts)
    with newer_program(scripts):
        monkeypatch.setattr(integrity, "SCHEMA_SHA256", digest_of_newer_schema(scripts))
        kept = upgrade(str(older))
        assert kept is not None
        restored = restore(kept, str(tmp_path / "again.db"))
        assert quick_version(restored.path) == HEAD
        books = proven(restored.path)
        with books.store.read() as connection:
            assert connection.execute(text("SELECT body FROM letter")).scalars().all() == ["Tenant KMETZ"]
        books.close()
    assert quick_version(restored.path) == "9002"
