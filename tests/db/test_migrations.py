"""The schema: models and migrations agree, a stranger's or a newer file is refused untouched, unsafe places too."""

import hashlib
import re
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.schema import CreateIndex, CreateTable

from landlord_desktop.config import migrations_path
from landlord_desktop.db import migrate
from landlord_desktop.db.models import metadata
from landlord_desktop.db.sqlite_engine import open_engine
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.services.books import create_books, open_books

UNQUOTED = re.compile(r'^CREATE TABLE "(\w+)" ?')
"""A table that a migration rebuilt stands with its name quoted."""


def made(folder: Path) -> Path:
    path = folder / "office.db"
    migrate.create(path)
    return path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_migrated_schema_is_that_of_the_models(tmp_path: Path) -> None:
    engine = open_engine(made(tmp_path))
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL "
            "AND name <> 'alembic_version'"
        ).scalars()
        migrated = {UNQUOTED.sub(r"CREATE TABLE \1 ", " ".join(statement.split())) for statement in found}
    models = [CreateTable(table) for table in metadata.sorted_tables]
    indexes = [CreateIndex(index) for table in metadata.sorted_tables for index in table.indexes]
    wanted = {" ".join(str(part.compile(engine)).split()) for part in (*models, *indexes)}
    engine.dispose()
    assert migrated == wanted


def test_every_table_is_strict(tmp_path: Path) -> None:
    engine = open_engine(made(tmp_path))
    with engine.connect() as connection:
        loose = connection.exec_driver_sql(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND type = 'table' "
            "AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
        ).all()
    engine.dispose()
    assert loose == []


def test_the_known_versions_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations_path()))
    scripts = ScriptDirectory.from_config(config)
    found = tuple(script.revision for script in reversed(list(scripts.walk_revisions())))
    assert found == migrate.KNOWN
    assert scripts.get_current_head() == migrate.HEAD


def test_no_migration_goes_back(tmp_path: Path) -> None:
    path = made(tmp_path)
    config = Config()
    config.set_main_option("script_location", str(migrations_path()))
    engine = open_engine(path)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        with pytest.raises(RuntimeError, match="Restore the backup"):
            command.downgrade(config, "base")
    engine.dispose()
    assert migrate.check_version(path)


def test_a_newer_database_is_refused_untouched(tmp_path: Path) -> None:
    path = made(tmp_path)
    engine = open_engine(path)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    before = digest(path)
    with pytest.raises(BooksError, match="newer Landlord Desktop"):
        open_books(str(path))
    assert digest(path) == before


@pytest.mark.parametrize("content", [b"hello, this is no database at all" * 40, b""])
def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(content)
    with pytest.raises(BooksError, match="no Landlord Desktop database"):
        open_books(str(path))
    assert path.read_bytes() == content


def test_a_missing_file_and_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(BooksError, match="There is no database"):
        open_books(str(tmp_path / "none.db"))
    with pytest.raises(BooksError, match="There is no folder"):
        create_books(str(tmp_path / "none" / "a.db"))


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = made(tmp_path)
    before = digest(path)
    with pytest.raises(BooksError, match="exists already"):
        create_books(str(path))
    assert digest(path) == before


def test_a_sample_that_cannot_be_made_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "sample.db"
    with pytest.raises(Exception, match="sample"):
        create_books(str(path), "no such sample")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["OneDrive - Office/a.db", "Dropbox/books/a.db", "Google Drive/a.db"])
def test_a_cloud_synchronised_folder_is_refused(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    with pytest.raises(BooksError, match="cloud-synchronised"):
        create_books(str(path))
    assert not path.exists()


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "_file_system", lambda _path: "cifs")
    with pytest.raises(BooksError, match="network drive"):
        create_books(str(tmp_path / "a.db"))
    monkeypatch.undo()
    with pytest.raises(BooksError, match="network drive"):
        migrate.refuse_unsafe_place(Path("//server/share/a.db"))
