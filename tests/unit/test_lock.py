"""The requirements files: all pinned and hashed, in step with pyproject.toml, nothing of one machine in them."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sources import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def blocks(text):
    """Name, pin, hashes and the packages that asked for it, of each entry."""
    found = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        pinned = block.splitlines()[0].rstrip(" \\")
        comments = [line.strip().lstrip("# ").removeprefix("via ") for line in block.splitlines() if "#" in line]
        hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}", block)
        requirement = Requirement(pinned)
        found[canonicalize_name(requirement.name)] = (requirement, hashes, comments)
    return found


def locked(name):
    return blocks((ROOT / name).read_text(encoding="utf-8"))


def asked(name):
    """The requirements that pyproject.toml asks for in this file."""
    wanted = list(PROJECT["project"]["dependencies"])
    if name == "requirements-dev.txt":
        wanted += PROJECT["dependency-groups"]["dev"]
    return [Requirement(text) for text in wanted]


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_pinned_and_hashed(name):
    entries = locked(name)
    loose = [key for key, (requirement, _, _) in entries.items() if not str(requirement.specifier).startswith("==")]
    assert loose == []
    assert [key for key, (_, hashes, _) in entries.items() if not hashes] == []
    assert len(entries) > 20


@pytest.mark.parametrize("name", FILES)
def test_the_lock_holds_what_the_project_asks_for(name):
    entries = locked(name)
    for wanted in asked(name):
        requirement, _, _ = entries[canonicalize_name(wanted.name)]
        version = str(requirement.specifier).removeprefix("==")
        assert wanted.specifier.contains(version), f"{wanted} is locked as {version}: run `dev.py lock`"


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_locked_that_the_project_no_longer_asks_for(name):
    entries = locked(name).items()
    direct = {key for key, (_, _, why) in entries if any(line.startswith("landlord-desktop") for line in why)}
    assert direct == {canonicalize_name(wanted.name) for wanted in asked(name)}


def test_tests_run_with_the_versions_that_are_shipped():
    tested = locked("requirements-dev.txt")
    for key, (requirement, hashes, _) in locked("requirements.txt").items():
        assert (str(tested[key][0].specifier), tested[key][1]) == (str(requirement.specifier), hashes)


@pytest.mark.parametrize("name", FILES)
def test_no_address_stands_in_the_lock(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert [line for line in text.splitlines() if line.startswith("-")] == []


def test_the_qt_that_loses_references_is_shut_out():
    qt = next(wanted for wanted in asked("requirements.txt") if wanted.name == "PySide6-Essentials")
    assert not qt.specifier.contains("6.12.0")
    assert qt.specifier.contains("6.11.3")


def test_an_unpinned_or_unhashed_package_would_be_found():
    hashed = "    --hash=sha256:" + "0" * 64
    entries = blocks(f"alpha>=1 \\\n{hashed}\n    # via landlord-desktop (pyproject.toml)\nbeta==2\n")
    assert not str(entries["alpha"][0].specifier).startswith("==")
    assert entries["alpha"][2] == ["landlord-desktop (pyproject.toml)"]
    assert entries["beta"][1] == []
