"""The project's own files, read once a test process."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE_FOLDER = ROOT / "src" / "landlord_desktop"
_FOLDERS = ("src", "tests", "bench", "migrations", "resources", "docs", ".ci")
_TEXT_ENDINGS = {"", ".py", ".md", ".txt", ".toml", ".yaml", ".yml", ".json", ".html", ".css", ".js", ".svg", ".mako"}


@cache
def program() -> dict[str, ast.Module]:
    """The syntax tree of each module of the program, by its path below the package."""
    return {
        path.relative_to(PACKAGE_FOLDER).as_posix(): ast.parse(path.read_text(encoding="utf-8"), str(path))
        for path in sorted(PACKAGE_FOLDER.rglob("*.py"))
    }


@cache
def texts() -> dict[str, str]:
    """Every text file of the project, by its path below the root."""
    paths = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".coverage"]
    for folder in _FOLDERS:
        paths += [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    found = {}
    for path in sorted(paths):
        if path.suffix in _TEXT_ENDINGS and not path.name.startswith(".coverage"):
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return found


def python_texts(*folders: str) -> dict[str, str]:
    """The Python files below these folders (or those very files)."""
    return {name: text for name, text in texts().items() if name.endswith(".py") and name.startswith(folders)}
