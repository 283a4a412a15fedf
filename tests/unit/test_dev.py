"""`dev.py` on machines other than this one."""

import importlib.util
import os
import subprocess
import sys

import pytest

from sources import ROOT


@pytest.fixture
def dev(monkeypatch):
    """A fresh copy of the module, so that a test may bend it."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "dev_under_test", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def commands(dev, monkeypatch):
    """The commands that would have been run; each answers with 0."""
    seen = []

    def run(command, **_options):
        seen.append([str(word) for word in command])
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(dev.subprocess, "run", run)
    monkeypatch.setattr(dev, "require_environment", lambda: None)
    monkeypatch.setattr(dev, "require_packages", lambda *, windowed: None)
    return seen


def test_a_window_opens_where_there_is_a_display(dev, commands, monkeypatch):
    monkeypatch.setattr(dev, "has_display", lambda: True)
    assert dev.run(["--database", "office.db"]) == 0
    assert commands == [[str(dev.PYTHON), "-m", "landlord_desktop", "--database", "office.db"]]


def test_the_tour_is_made_where_there_is_no_display(dev, commands, monkeypatch, tmp_path, capsys):
    tour = tmp_path / "tour"
    (tour / "old").mkdir(parents=True)

    def run(command, *, env, **_options):
        assert env["QT_QPA_PLATFORM"] == "offscreen"
        commands.append(command)
        tour.mkdir()
        for name in ("dashboard.png", "settings.png", "receipts.pdf"):
            (tour / name).touch()
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(dev.subprocess, "run", run)
    monkeypatch.setattr(dev, "has_display", lambda: False)
    monkeypatch.setattr(dev, "TOUR", tour)
    assert dev.run([]) == 3
    assert commands == [[str(dev.PYTHON), "-m", "landlord_desktop", "tour", "--out", str(tour)]]
    assert f"Pictures: 2, PDFs: 1, in the folder {tour}" in capsys.readouterr().out


def test_a_command_needs_no_display(dev, commands, monkeypatch):
    monkeypatch.setattr(dev, "has_display", lambda: False)
    dev.run(["check", "office.db", "--json"])
    assert commands == [[str(dev.PYTHON), "-m", "landlord_desktop", "check", "office.db", "--json"]]


@pytest.mark.parametrize(
    ("variables", "found"), [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "w"}, True)]
)
def test_a_display_on_linux(dev, monkeypatch, variables, found):
    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert dev.has_display() is found


def test_other_systems_always_have_a_display_and_need_no_packages(dev, monkeypatch):
    monkeypatch.setattr(dev.sys, "platform", "darwin")
    assert dev.has_display()
    assert dev.missing_packages(windowed=True) == []


def test_missing_libraries_are_named_by_their_packages(dev, monkeypatch):
    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setattr(dev, "loads", lambda library: library not in {"libEGL.so.1", "libxcb-cursor.so.0"})
    monkeypatch.setattr(dev, "has_fonts", lambda: False)
    assert dev.missing_packages(windowed=False) == ["libegl1", "fonts-dejavu-core"]
    assert dev.missing_packages(windowed=True) == ["libegl1", "libxcb-cursor0", "fonts-dejavu-core"]


def test_what_cannot_be_installed_is_said_in_one_sentence(dev, monkeypatch, capsys):
    monkeypatch.setattr(dev, "missing_packages", lambda *, windowed: ["libegl1"])
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="1"):
        dev.require_packages(windowed=False)
    assert "apt-get install libegl1" in capsys.readouterr().err


def test_packages_are_installed_without_questions(dev, commands, monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"bin/{name}")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)
    assert dev.install_packages(["libegl1"])
    assert [command[:4] for command in commands] == [["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]] * 2
    assert commands[1][-1] == "libegl1"


def test_a_failed_installation_is_tried_once_more(dev, monkeypatch, capsys):
    codes = [1, 0]

    def run(command, **_options):
        return subprocess.CompletedProcess(command, codes.pop(0), "", "the network went away")

    monkeypatch.setattr(dev.subprocess, "run", run)
    dev.pip(dev.PYTHON, "something")
    assert codes == []
    assert "trying once more" in capsys.readouterr().out


def test_each_result_is_listed_and_one_failure_fails_all(dev, commands, monkeypatch, capsys, tmp_path):
    planted = [
        dev.Step("good", [sys.executable, "-c", "print('== 3 passed in 0.1s ==')"]),
        dev.Step("bad", [sys.executable, "-c", "print('2 gaps'); raise SystemExit(1)"]),
        dev.Step("later", [sys.executable, "-c", "print('still run')"]),
    ]
    monkeypatch.setattr(dev, "steps", lambda *, quick, words: planted)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    assert dev.check_all([]) == 1
    listed = capsys.readouterr().out.split("=== results ===")[1]
    assert [line.split()[0] for line in listed.strip().splitlines()] == ["passed", "FAILED", "passed"]
    assert "good: 3 passed in 0.1s" in listed
    assert "bad: 2 gaps" in listed


def test_the_full_check_has_all_steps_and_passes_words_to_pytest(dev):
    full = dev.steps(quick=False, words=["-k", "money"])
    assert [step.name.split()[0] for step in full] == ["style", "types", "tests", "coverage"]
    assert full[2].command[-2:] == ["-k", "money"]


def test_the_build_server_runs_the_same_command():
    script = ROOT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").rstrip().endswith("exec python3 dev.py test")
    assert os.name == "nt" or os.access(script, os.X_OK)
