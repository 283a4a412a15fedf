"""The wheel stands alone: built without the network, unpacked elsewhere, it makes new books."""

import os
import subprocess
import sys
import tomllib
import zipfile

import pytest

from sources import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

NEW_BOOKS = """
import pathlib, sys
import landlord_desktop
from landlord_desktop import config
from landlord_desktop.services.books import create_books
home = pathlib.Path(landlord_desktop.__file__).parent
assert pathlib.Path(sys.argv[1]) in home.parents, home
assert config.migrations_path() == home / "migrations"
assert config.resource_path("inosio-contract.yaml").is_file()
create_books(sys.argv[2])
print(config.version())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_migrations_and_resources(wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    for folder in ("migrations", "resources"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert files
        expected = {f"landlord_desktop/{folder}/{path.relative_to(ROOT / folder).as_posix()}" for path in files}
        assert expected - packed == set()
    modules = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.py")}
    assert modules - packed == set()


def test_the_wheel_holds_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        assert not [name for name in archive.namelist() if name.endswith(".pyc")]
    assert {top for top in tops if not top.endswith(".dist-info")} == {"landlord_desktop"}


def test_new_books_are_made_from_the_unpacked_wheel(wheel, tmp_path):
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    books = tmp_path / "new.landlord"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", NEW_BOOKS, str(installed), str(books)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == VERSION
    assert books.stat().st_size > 0
