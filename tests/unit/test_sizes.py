"""Small files and functions: what cannot be read at one go is not checked by anyone."""

import ast
import statistics

import pytest

from sources import python_texts

FILE_LINES = 500
TEST_FILE_LINES = 600
FUNCTION_LINES = 70
PLACES = ("src/", "tests/", "bench/", "migrations/", "dev.py")


def function_lengths(name, source):
    """(lines, "file:line name") of each function, its decorators left out."""
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{name}:{node.lineno} {node.name}")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def too_long_files(sources):
    return [
        f"{name}: {lines} lines"
        for name, source in sources.items()
        if (lines := len(source.splitlines())) > (TEST_FILE_LINES if name.startswith("tests/") else FILE_LINES)
    ]


def too_long_functions(sources):
    lengths = [pair for name, source in sources.items() for pair in function_lengths(name, source)]
    found = [f"{where}: {lines} lines" for lines, where in lengths if lines > FUNCTION_LINES]
    if found:
        tenths = statistics.quantiles([lines for lines, _ in lengths], n=10) if len(lengths) > 1 else [0] * 9
        found.append(f"(all functions: median {tenths[4]:.0f} lines, nine of ten at most {tenths[8]:.0f})")
    return found


def test_no_file_is_too_long():
    found = too_long_files(python_texts(*PLACES))
    assert not found, "\n".join(found)


def test_no_function_is_too_long():
    found = too_long_functions(python_texts(*PLACES))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("name", "lines", "found"),
    [("src/a.py", 500, 0), ("src/a.py", 501, 1), ("tests/a.py", 600, 0), ("tests/a.py", 601, 1)],
)
def test_a_long_file_is_found(name, lines, found):
    assert len(too_long_files({name: "x = 1\n" * lines})) == found


def test_a_long_function_is_found_and_the_figures_are_told():
    body = "    x = 1\n"
    sources = {"src/a.py": "def short():\n" + body * 69 + "def long():\n" + body * 70}
    first, figures = too_long_functions(sources)
    assert first == "src/a.py:71 long: 71 lines"
    assert "median" in figures
