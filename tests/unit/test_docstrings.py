"""Public functions and classes say what they mean, in units, signs and errors; modules say what they are for."""

import ast

import pytest

from sources import program

PARTS = ("rules/", "db/", "services/", "inosio/", "sync/", "formats/", "reports/")
FEWEST_WORDS = 3


def undocumented(path, tree):
    """Public functions and classes at the top of a module whose docstring is missing or says nothing."""
    found = []
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        words = (ast.get_docstring(node) or "").split()
        if len(words) < FEWEST_WORDS:
            found.append(f"{path}:{node.lineno} {node.name}")
    return found


def without_heading(path, tree):
    """A module with code that does not say what it is for."""
    return [path] if tree.body and not ast.get_docstring(tree) else []


def test_public_functions_and_classes_have_docstrings():
    found = [name for path, tree in program().items() if path.startswith(PARTS) for name in undocumented(path, tree)]
    assert not found, "\n".join(found)


def test_modules_say_what_they_are_for():
    assert [name for path, tree in program().items() for name in without_heading(path, tree)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def pay(): pass", 1),
        ("def pay():\n    'Pay.'", 1),
        ("def pay():\n    'Pay the oldest charge first.'", 0),
        ("class Slip:\n    amount: int", 1),
        ("def _helper(): pass", 0),
        ("async def wait(): pass", 1),
    ],
)
def test_a_missing_docstring_is_found(source, found):
    assert len(undocumented("a.py", ast.parse(source))) == found


def test_a_module_without_heading_is_found():
    assert without_heading("a.py", ast.parse("x = 1")) == ["a.py"]
    assert without_heading("a.py", ast.parse("")) == []
