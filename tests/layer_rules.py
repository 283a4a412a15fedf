"""Which part may import which, and what else may stand only in certain files (`docs/` and the README give the reasons).

Each checker takes the path of a module below the package ("services/posting.py") and its syntax tree, and gives one
line for each violation, so that the tests can feed it planted ones.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch

PACKAGE = "landlord_desktop"

# Part -> what it may import: a whole part, or "part.module" where only that one.
LAYERS: Mapping[str, tuple[str, ...]] = {
    "rules": (),
    "db": ("rules", "config"),
    "formats": ("rules", "config"),
    "services": ("db", "rules", "formats", "config"),
    "inosio": ("rules.money", "config"),
    "sync": ("services", "inosio", "config"),
    "reports": ("services", "rules", "config"),
    "sandbox": (),
    "ui": ("services", "sync", "reports", "rules.money", "rules.errors", "config"),
    "cli": ("services", "sync", "reports", "config"),
    "app": ("rules", "db", "formats", "services", "inosio", "sync", "reports", "sandbox", "ui", "cli", "config"),
    "config": (),
    "__main__": ("cli",),
    "__init__": (),
}
# Allowed only inside functions, so that the part is loaded when it is used.
LAZILY: Mapping[str, tuple[str, ...]] = {"cli": ("sandbox", "app", "app_tour")}

# Package of others -> patterns of the files that may import it.
THIRD_PARTY: Mapping[str, tuple[str, ...]] = {
    "PySide6": ("ui/*", "app.py", "app_tour.py", "reports/pdf*"),
    "shiboken6": ("ui/*", "app.py"),
    "sqlalchemy": ("db/*", "services/*", "reports/*"),
    "alembic": ("db/migrate.py",),
    "pysqlite3": ("db/*",),
    "sqlite3": ("db/*",),
    "psycopg": ("db/*",),
    "cryptography": ("db/sealing.py",),
    "httpx": ("inosio/*",),
    "pydantic": ("inosio/*",),
    "keyring": ("inosio/token.py",),
    "tenacity": ("services/waits.py",),
    "starlette": ("sandbox/*",),
    "uvicorn": ("sandbox/*",),
    "jsonschema": ("sandbox/*",),
    "referencing": ("sandbox/*",),
    "yaml": ("sandbox/*",),
    "xlsxwriter": ("reports/*",),
}

THREAD_NAMES = {"QThread", "QThreadPool", "QRunnable", "ThreadPoolExecutor", "ProcessPoolExecutor"}
THREAD_FILES = ("ui/sync_worker.py", "ui/background.py")
SANDBOX_THREAD_FILES = ("sandbox/server.py",)

SCREEN_ENDINGS = ("_screen", "_page", "_window")
SHARED_UI_FOLDERS = ("widgets", "theme", "shell", "corrections")
# The modules of `ui` that know all screens.
UI_MEETING_POINTS = ("main_window", "screens", "tour*")


@dataclass(frozen=True)
class Import:
    """One imported name, dotted, and whether the import runs when the module is loaded."""

    name: str
    line: int
    at_load: bool


def part_of(path: str) -> str:
    """The part a module belongs to: its folder, or its own name at the top; `cli_*` and `app_*` belong to theirs."""
    first = path.split("/", 1)[0].removesuffix(".py")
    front = first.split("_", 1)[0]
    return front if front in {"cli", "app"} else first


def imports(path: str, tree: ast.AST) -> Iterator[Import]:
    """Every import of a module, wherever it stands, and every `import_module` of a fixed name."""
    package = [PACKAGE, *path.split("/")[:-1]]

    def visit(node: ast.AST, *, at_load: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, at_load) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            front = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*front, *([node.module] if node.module else [])])
            yield from (Import(f"{base}.{alias.name}", node.lineno, at_load) for alias in node.names)
        elif isinstance(node, ast.Call) and _called_name(node) == "import_module":
            fixed = [word.value for word in node.args[:1] if isinstance(word, ast.Constant)]
            yield from (Import(name, node.lineno, at_load) for name in fixed if isinstance(name, str))
        inside = at_load and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, at_load=inside)

    yield from visit(tree, at_load=True)


def _called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _own(found: Import) -> str | None:
    """The imported name below our package, else None."""
    return found.name.removeprefix(f"{PACKAGE}.") if found.name.startswith(f"{PACKAGE}.") else None


def _within(name: str, allowed: Iterable[str]) -> bool:
    return any(name == entry or name.startswith(f"{entry}.") for entry in allowed)


def _is_file(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def layer_faults(path: str, tree: ast.AST) -> list[str]:
    """Imports of ours that the grid does not allow."""
    part = part_of(path)
    if part not in LAYERS:
        return [f"{path}: the part {part} stands in no layer"]
    found = []
    for one in imports(path, tree):
        name = _own(one)
        if name is None or part_of(name.split(".")[0]) == part or _within(name, LAYERS[part]):
            continue
        if not one.at_load and _within(name, LAZILY.get(part, ())):
            continue
        found.append(f"{path}:{one.line}: {part} may not import {name}")
    return found


def third_party_faults(path: str, tree: ast.AST) -> list[str]:
    """Imports of others' packages outside the files they belong to."""
    found = []
    for one in imports(path, tree):
        top = one.name.split(".")[0]
        if top == PACKAGE or (top in sys.stdlib_module_names and top not in THIRD_PARTY):
            continue
        if not _is_file(path, THIRD_PARTY.get(top, ())):
            found.append(f"{path}:{one.line}: {top} may not be imported here")
    return found


def screen_faults(path: str, tree: ast.AST, screen_folders: Iterable[str]) -> list[str]:
    """Imports by which a screen would know another, or a shared piece a screen.

    `screen_folders` are the folders of `ui` that hold screens.
    """
    parts = path.removesuffix(".py").split("/")
    if parts[0] != "ui" or (len(parts) == 2 and _is_file(parts[1], UI_MEETING_POINTS)):
        return []
    folder = parts[1] if parts[1] in screen_folders else None
    found = []
    for one in imports(path, tree):
        name = (_own(one) or "").split(".")
        if name[0] != "ui" or len(name) < 2:
            continue
        if name[1] not in screen_folders:
            fault = folder is not None and _is_file(name[1], ("main_window", "tour*"))
        elif name[1] != folder:
            fault = True
        else:
            fault = len(name) > 2 and name[2].endswith(SCREEN_ENDINGS)
        if fault:
            found.append(f"{path}:{one.line}: it may not know {'.'.join(name)}")
    return found


def commit_faults(path: str, tree: ast.AST) -> list[str]:
    """Commits outside the store's write door."""
    if path == "db/engine.py" or part_of(path) == "sandbox":  # a snapshot is committed there, no transaction
        return []
    return [
        f"{path}:{node.lineno}: commits outside db/engine.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


def thread_faults(path: str, tree: ast.AST) -> list[str]:
    """Threads made outside the two files where their ends are looked after (and the practice server's own)."""
    if path in (*THREAD_FILES, *SANDBOX_THREAD_FILES):
        return []
    lines = {
        one.line
        for one in imports(path, tree)
        if one.name in {"threading.Thread", "threading.Timer"} or one.name.rsplit(".", 1)[-1] in THREAD_NAMES
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (
            node.attr in THREAD_NAMES
            or (node.attr in {"Thread", "Timer"} and isinstance(node.value, ast.Name) and node.value.id == "threading")
        ):
            lines.add(node.lineno)
    return [f"{path}:{line}: threads are made in {' and '.join(THREAD_FILES)} alone" for line in sorted(lines)]


def float_faults(path: str, tree: ast.AST) -> list[str]:
    """Conversions to float where money is handled."""
    if part_of(path) not in {"rules", "db", "services"}:
        return []
    return [
        f"{path}:{node.lineno}: no floats where money is"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]


def migration_faults(path: str, tree: ast.AST) -> list[str]:
    """Imports of the program in a migration: it must stay what it was, whatever the program becomes."""
    return [
        f"{path}:{one.line}: a migration may not import the program"
        for one in imports(path, tree)
        if one.name.split(".")[0] == PACKAGE
    ]


def cycle(trees: Mapping[str, ast.AST]) -> list[str]:
    """A circle of parts that import each other, as a list that ends where it began; empty without one."""
    graph: dict[str, set[str]] = {}
    for path, tree in trees.items():
        names = {_own(one) for one in imports(path, tree)} - {None}
        graph.setdefault(part_of(path), set()).update(part_of(str(name).split(".")[0]) for name in names)

    def search(part: str, trail: list[str]) -> list[str]:
        if part in trail:
            return [*trail[trail.index(part) :], part]
        for other in sorted(graph.get(part, set()) - {part}):
            found = search(other, [*trail, part])
            if found:
                return found
        return []

    return next((found for part in sorted(graph) if (found := search(part, []))), [])


CHECKERS: tuple[Callable[[str, ast.AST], list[str]], ...] = (
    layer_faults,
    third_party_faults,
    commit_faults,
    thread_faults,
    float_faults,
)
