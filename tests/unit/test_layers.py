import ast
import subprocess
import sys

import pytest

import layer_rules
from layer_rules import CHECKERS
from sources import PACKAGE_FOLDER, ROOT, program

SCREEN_FOLDERS = {
    path.name for path in (PACKAGE_FOLDER / "ui").iterdir() if path.is_dir() and (path / "__init__.py").is_file()
} - set(layer_rules.SHARED_UI_FOLDERS)

HEAVY = ("sqlalchemy", "alembic", "httpx", "pydantic", "keyring", "xlsxwriter", "cryptography", "starlette", "uvicorn")
LIGHT_MODULES = ("app", "cli", "config", "ui.main_window", "ui.screens", "ui.background", "ui.widgets")


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.__name__)
def test_the_program_keeps_the_rule(checker):
    found = [fault for path, tree in program().items() for fault in checker(path, tree)]
    assert not found, "\n".join(found)


def test_no_screen_knows_another():
    found = [line for path, tree in program().items() for line in layer_rules.screen_faults(path, tree, SCREEN_FOLDERS)]
    assert not found, "\n".join(found)


def test_parts_import_each_other_in_no_circle():
    assert layer_rules.cycle(program()) == []


def test_migrations_stand_alone():
    paths = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    assert paths
    trees = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    assert [fault for name, tree in trees.items() for fault in layer_rules.migration_faults(name, tree)] == []


@pytest.mark.parametrize("name", LIGHT_MODULES)
def test_heavy_packages_are_not_loaded_before_they_are_needed(name):
    """`ui.widgets` stands for each of its modules."""
    below = [path.stem for path in sorted((PACKAGE_FOLDER / name.replace(".", "/")).glob("[!_]*.py"))]
    modules = ", ".join(f"landlord_desktop.{dotted}" for dotted in [name, *(f"{name}.{stem}" for stem in below)])
    code = f"import sys, {modules}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT / "src")
    assert (done.stdout.strip(), done.stderr) == ("", "")


def faults_of(checker, path, source, *more):
    return checker(path, ast.parse(source), *more)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rules/money.py", "from landlord_desktop.config import data_folder"),
        ("db/engine.py", "from landlord_desktop.services import books"),
        ("db/engine.py", "def late():\n    import landlord_desktop.inosio.client"),
        ("services/posting.py", "from landlord_desktop.sync.rounds import run_round"),
        ("services/samples/guide.py", "from landlord_desktop import sandbox"),
        ("inosio/client.py", "from landlord_desktop.rules.errors import LandlordError"),
        ("inosio/client.py", "from landlord_desktop import rules"),
        ("ui/gl/deposit_screen.py", "from landlord_desktop.rules.fees import fee_on_whole_charge"),
        ("ui/gl/deposit_screen.py", "from landlord_desktop.db.engine import Store"),
        ("ui/tour.py", "import importlib\nimportlib.import_module('landlord_desktop.sandbox.server')"),
        ("sandbox/server.py", "from landlord_desktop.rules import money"),
        ("sandbox/server.py", "from ..rules import money"),
        ("cli.py", "from landlord_desktop import app"),
        ("cli_post.py", "from landlord_desktop.db.engine import Store"),
        ("inventions/machine.py", "import os"),
    ],
)
def test_a_forbidden_layer_is_found(path, source):
    assert len(faults_of(layer_rules.layer_faults, path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ui/gl/deposit_screen.py", "from landlord_desktop.rules import money, errors"),
        ("ui/gl/deposit_screen.py", "from landlord_desktop.rules.money import format_cents"),
        ("inosio/client.py", "from landlord_desktop.rules.money import cents_from_wire"),
        ("inosio/client.py", "from landlord_desktop.inosio.schemas import ReceiptBatch"),
        ("cli.py", "def desktop():\n    from landlord_desktop import app"),
        ("cli.py", "def serve():\n    from landlord_desktop.sandbox import server"),
        ("cli.py", "from landlord_desktop.cli_post import post"),
        ("app.py", "from landlord_desktop.db.engine import Store"),
        ("db/models/setup.py", "from .base import table"),
    ],
)
def test_an_allowed_layer_is_let_through(path, source):
    assert faults_of(layer_rules.layer_faults, path, source) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("services/posting.py", "from PySide6.QtCore import QObject"),
        ("reports/query.py", "from PySide6.QtGui import QPdfWriter"),
        ("ui/main_window.py", "import sqlalchemy"),
        ("services/books.py", "import alembic.command"),
        ("services/books.py", "import sqlite3"),
        ("sync/rounds.py", "import httpx"),
        ("sync/rounds.py", "from pydantic import BaseModel"),
        ("inosio/client.py", "import keyring"),
        ("inosio/client.py", "import yaml"),
        ("cli.py", "def sandbox():\n    import uvicorn"),
        ("rules/batch.py", "import numpy"),
    ],
)
def test_a_package_in_the_wrong_place_is_found(path, source):
    assert len(faults_of(layer_rules.third_party_faults, path, source)) == 1


def test_packages_in_their_places_are_let_through():
    for path, source in [
        ("reports/pdf_writer.py", "from PySide6.QtGui import QPdfWriter"),
        ("inosio/token.py", "import keyring"),
        ("rules/money.py", "import re, decimal"),
    ]:
        assert faults_of(layer_rules.third_party_faults, path, source) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ui/gl/deposit_screen.py", "from landlord_desktop.ui.receivables.batch_screen import BatchScreen"),
        ("ui/gl/deposit_screen.py", "from landlord_desktop.ui.receivables import columns"),
        ("ui/gl/deposit_screen.py", "from landlord_desktop.ui.gl.register_window import RegisterWindow"),
        ("ui/gl/deposit_screen.py", "from landlord_desktop.ui import main_window"),
        ("ui/widgets/table.py", "from landlord_desktop.ui.gl.columns import COLUMNS"),
        ("ui/screen.py", "from landlord_desktop.ui.gl import columns"),
    ],
)
def test_a_screen_that_knows_another_is_found(path, source):
    assert len(faults_of(layer_rules.screen_faults, path, source, {"gl", "receivables"})) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ui/gl/deposit_screen.py", "from landlord_desktop.ui.gl.slip_dialog import SlipDialog"),
        ("ui/gl/deposit_screen.py", "from landlord_desktop.ui.widgets.form import Form"),
        ("ui/gl/deposit_screen.py", "from landlord_desktop.ui import text"),
        ("ui/main_window.py", "from landlord_desktop.ui.gl.deposit_screen import DepositScreen"),
        ("ui/tour_parts.py", "from landlord_desktop.ui.gl.deposit_screen import DepositScreen"),
    ],
)
def test_what_a_screen_may_know_is_let_through(path, source):
    assert faults_of(layer_rules.screen_faults, path, source, {"gl", "receivables"}) == []


def test_a_commit_outside_the_store_is_found():
    assert faults_of(layer_rules.commit_faults, "services/posting.py", "connection.commit()")
    assert not faults_of(layer_rules.commit_faults, "db/engine.py", "connection.commit()")


@pytest.mark.parametrize(
    "source",
    [
        "from PySide6.QtCore import QThread",
        "from PySide6 import QtCore\nQtCore.QThreadPool.globalInstance()",
        "import threading\nthreading.Thread(target=print)",
        "from threading import Thread",
        "import threading\nthreading.Timer(1, print)",
        "from concurrent.futures import ThreadPoolExecutor",
        "import concurrent.futures as futures\nfutures.ThreadPoolExecutor()",
    ],
)
def test_a_thread_in_the_wrong_place_is_found(source):
    assert len(faults_of(layer_rules.thread_faults, "sync/rounds.py", source)) == 1
    assert faults_of(layer_rules.thread_faults, "ui/background.py", source) == []


def test_threads_of_the_practice_server_and_locks_are_let_through():
    assert faults_of(layer_rules.thread_faults, "sandbox/server.py", "from threading import Thread") == []
    assert faults_of(layer_rules.thread_faults, "sync/rounds.py", "import threading\nthreading.Event()") == []


def test_a_float_where_money_is_is_found():
    assert faults_of(layer_rules.float_faults, "services/posting.py", "float('1.10')")
    assert not faults_of(layer_rules.float_faults, "ui/widgets/chart.py", "float(1)")


def test_a_migration_that_imports_the_program_is_found():
    assert faults_of(layer_rules.migration_faults, "0002.py", "from landlord_desktop.db.models import setup")


def test_a_circle_of_parts_is_found():
    trees = {
        "services/a.py": ast.parse("from landlord_desktop.reports import x"),
        "reports/b.py": ast.parse("def late():\n    from landlord_desktop.sync import y"),
        "sync/c.py": ast.parse("from landlord_desktop import services"),
    }
    assert layer_rules.cycle(trees) == ["reports", "sync", "services", "reports"]
