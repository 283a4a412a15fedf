"""The rules that every test is under, tried on planted tests."""

import threading

import pytest

from strictness import isolate, leaked_threads


@pytest.fixture
def inner(pytester, monkeypatch):
    """Run a planted test file under the rules, in a process of its own; gives its outcomes."""
    from sources import ROOT

    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests"))

    def run(source):
        pytester.makepyfile(source)
        done = pytester.runpytest_subprocess("-p", "strictness", "-p", "no:cacheprovider", "-p", "no:xdist")
        return done.parseoutcomes(), done.stdout.str()

    return run


def test_an_unasked_warning_fails_and_an_asked_one_does_not(inner):
    outcomes, printed = inner("""
        import logging, pytest
        log = logging.getLogger("landlord_desktop.sync")

        def test_unasked():
            log.warning("the server went away")

        def test_asked(allow_log):
            allow_log("server went")
            log.warning("the server went away")

        @pytest.mark.allow_log("server went")
        def test_marked():
            log.error("the server went away")

        def test_other_levels_and_programs():
            log.info("fine")
            logging.getLogger("httpx").warning("not ours")
    """)
    assert (outcomes["passed"], outcomes["errors"]) == (4, 1)
    assert "WARNING landlord_desktop.sync: the server went away" in printed
    assert "test_unasked" in printed


def test_the_tests_have_a_home_of_their_own(inner, monkeypatch):
    monkeypatch.setenv("LANDLORD_INOSIO_TOKEN", "not for tests")
    monkeypatch.setenv("HOME", "somewhere")
    outcomes, _ = inner("""
        import os, pathlib

        def test_home():
            assert "LANDLORD_INOSIO_TOKEN" not in os.environ
            assert pathlib.Path.home().name.startswith("landlord-tests-")
            assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    """)
    assert outcomes == {"passed": 1}


def test_a_thread_left_behind_is_found_and_one_that_ends_is_not():
    go_on = threading.Event()
    before = set(threading.enumerate())
    thread = threading.Thread(target=go_on.wait, name="left behind")
    thread.start()
    try:
        assert leaked_threads(before, seconds=0.01) == ["left behind"]
    finally:
        go_on.set()
    assert leaked_threads(before) == []


def test_variables_for_tests(tmp_path):
    kept = isolate({"PATH": "p", "LANDLORD_DATA": "d", "XDG_CONFIG_HOME": "c", "QT_QPA_PLATFORM": "xcb"}, tmp_path)
    assert kept["PATH"] == "p"
    assert "LANDLORD_DATA" not in kept
    assert kept["XDG_CONFIG_HOME"] == str(tmp_path / ".config")
    assert kept["QT_QPA_PLATFORM"] == "xcb"
    assert (tmp_path / "runtime").is_dir()
