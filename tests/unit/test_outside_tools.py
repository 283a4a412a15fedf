"""Where a program of others cannot be installed, a plain sentence says so and nothing half installed stays."""

import pytest

from outside_tools import MissingToolError, beancount, cents, chromium, hledger


def test_without_the_right_to_install_hledger_the_sentence_says_what_to_do(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match=r"no right to install it here\. Install it as administrator \(Debian: "):
        hledger()
    with pytest.raises(MissingToolError, match=r"chromium, which opens the practice server's pages, is missing"):
        chromium()


def test_a_lock_that_pip_refuses_leaves_no_folder(tmp_path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("beancount == = 3\n", encoding="utf-8")
    with pytest.raises(MissingToolError, match="could not be installed from requirements-outside"):
        beancount(tmp_path / "cache", lock)
    assert list((tmp_path / "cache").iterdir()) == []


def test_amounts_of_others_are_whole_cents() -> None:
    assert [cents(" -12.50 "), cents("3"), cents("10000000000000.00")] == [-1250, 300, 10**15]
    with pytest.raises(AssertionError):
        cents("0.001")
