"""Files that must be covered whole, each line and each branch; run after the tests: `python tests/coverage_gate.py`."""

import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "src/landlord_desktop"

PERFECT = (
    "rules/*.py",
    "services/*posting*.py",
    "services/advances.py",
    "services/charge_orders.py",
    "services/charges.py",
    "services/clearing.py",
    "services/credit_adjustments.py",
    "services/credits.py",
    "services/deposit_clock.py",
    "services/entry_checks.py",
    "services/journal_preview.py",
    "services/ledger_receipts.py",
    "services/line_source.py",
    "services/preview_reading.py",
    "services/receipt_entries.py",
    "services/receipts_by_hand.py",
    "services/tenant_receipt.py",
    "services/transfers.py",
    "services/reversal*.py",
    "services/voids.py",
    "services/nsf.py",
    "services/batch_reversal.py",
    "services/slip_edits.py",
    "inosio/client.py",
    "inosio/parser.py",
)
"""Patterns below the package. One that matches no file is a fault: a renamed file must not leave the gate unseen."""


def perfect_files(root: Path, patterns: Iterable[str] = PERFECT) -> tuple[list[str], list[str]]:
    """The files under the gate, relative to `root`, and the patterns that match none."""
    files: list[str] = []
    idle: list[str] = []
    for pattern in patterns:
        found = sorted(path.relative_to(root).as_posix() for path in (root / PACKAGE).glob(pattern))
        files += found
        if not found:
            idle.append(pattern)
    return files, idle


def shortfalls(report: Mapping[str, Any], files: Iterable[str]) -> list[str]:
    """One line for each run of statements and each branch that no test ran; `report` is coverage's JSON report."""
    measured = {name.replace("\\", "/"): figures for name, figures in report["files"].items()}
    found: list[str] = []
    for name in files:
        if name not in measured:
            found.append(f"{name}: not measured at all")
            continue
        never_run = measured[name]["missing_lines"]
        found += [f"{name}:{lines}: never run" for lines in ranges(never_run)]
        found += [
            f"{name}:{start}: never went {'out of the function' if end < 0 else f'to line {end}'}"
            for start, end in measured[name]["missing_branches"]
            if start not in never_run and end not in never_run
        ]
    return found


def ranges(numbers: Iterable[int]) -> list[str]:
    """Neighbouring numbers together: "3", "9-11"."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][1] + 1:
            groups[-1][1] = number
        else:
            groups.append([number, number])
    return [str(first) if first == last else f"{first}-{last}" for first, last in groups]


def read_report(root: Path) -> dict[str, Any]:
    """Coverage's JSON report of the newest test run."""
    from coverage import Coverage

    coverage = Coverage(data_file=str(root / ".coverage"), config_file=str(root / "pyproject.toml"))
    coverage.load()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "coverage.json")
        coverage.json_report(outfile=str(target))
        report: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
        return report


def main() -> int:
    """Print what is missing; 1 where anything is."""
    files, idle = perfect_files(ROOT)
    report = read_report(ROOT)
    lines = shortfalls(report, files) + [f"{pattern}: no file of that name" for pattern in idle]
    for line in lines:
        print(line)  # noqa: T201
    whole = report["totals"]["percent_covered"]
    state = f"{len(lines)} gaps" if lines else "every line and branch"
    print(f"{len(files)} files that must be covered whole: {state}; the package: {whole:.1f} %")  # noqa: T201
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
