"""The strict reader: what is JSON by the letter is taken, everything else is one kind of error."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlord_desktop.inosio import parser
from landlord_desktop.inosio.errors import Nonsense
from landlord_desktop.inosio.parser import read_json


def nested(depth):
    return b"[" * depth + b"]" * depth


def test_plain_values_come_through():
    assert read_json('{"a": [1, -2, "Zoë", null, true, {}]}'.encode()) == {"a": [1, -2, "Zoë", None, True, {}]}


@pytest.mark.parametrize("body", [nested(64), b'{"a":' * 63 + b"{}" + b"}" * 63, b"9" * 18, b"-" + b"9" * 18])
def test_the_bounds_are_inside(body):
    read_json(body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"), (b'{"a": 1', "cut off"), (b"{} {}", "not JSON"), (b"<html>", "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"), ('{"a": 1}'.encode("utf-16"), "UTF-8"), (b'"\xff"', "UTF-8"),
        (b'"\xed\xa0\x80"', "UTF-8"), (b'{"a": 1, "a": 2}', "twice"), (b'{"a": {"b": 1, "b": 1}}', "twice"),
        (b"[1.0]", "fraction"), (b"[1e5]", "fraction"), (b"1E+999999", "fraction"), (b"[NaN]", "number that is none"),
        (b"-Infinity", "number that is none"), (b"1" * 19, "too long"), (b"-" + b"1" * 5000, "too long"),
        (nested(66), "deep"), (nested(100_000), "deep"), (b'{"a":' * 100_000, "deep"), (b'"\x01"', "not JSON"),
        (b"'a'", "not JSON"), (b"[1,]", "not JSON"), (b"[01]", "not JSON"),
    ],
)
def test_everything_else_is_nonsense_with_its_reason(body, reason):
    with pytest.raises(Nonsense, match=reason):
        read_json(body)


def test_a_body_over_the_limit_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(parser, "LARGEST_ANSWER_BYTES", 3)
    assert read_json(b"[1]") == [1]
    with pytest.raises(Nonsense, match="larger"):
        read_json(b"[12]")


@given(st.binary(max_size=200) | st.text('[]{}",:0123456789.eE-+ntrufalsN\\u', max_size=60).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_value_or_nonsense(body):
    with contextlib.suppress(Nonsense):
        value = read_json(body)
        assert read_json(json.dumps(value).encode()) == value
