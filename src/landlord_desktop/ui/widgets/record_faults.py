"""What is wrong with the fields of a record's window: found, written under each field, and named in the bar."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QCheckBox

from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.ui.widgets.form import FormRow, row_problem
from landlord_desktop.ui.widgets.line_grid import LineGrid

Rows = Mapping[str, FormRow]


def typed_problems(rows: Rows) -> list[FieldProblem]:
    """What is missing or cannot be read, before anything is saved."""
    found = []
    for name, row in rows.items():
        if isinstance(row.field, LineGrid):
            found += [FieldProblem(name, text, line, column) for line, column, text in row.field.faults()]
        elif text := row_problem(row):
            found.append(FieldProblem(name, text))
    return found


def mark_problems(rows: Rows, problems: Sequence[FieldProblem]) -> FieldProblem | None:
    """Write each fault under its field; the first that has one, None where no field is named."""
    known = [problem for problem in problems if problem.field in rows]
    for problem in reversed(known):
        row = rows[problem.field]
        if _is_in_line(row, problem):
            row.field.set_fault(problem.line, problem.column, problem.sentence)  # type: ignore[attr-defined]
        else:
            row.set_error(problem.sentence)
    return known[0] if known else None


def focus_problem(rows: Rows, problem: FieldProblem) -> None:
    """Put the cursor where a fault is."""
    row = rows[problem.field]
    if isinstance(row.field, LineGrid) and _is_in_line(row, problem):
        row.field.focus_cell(problem.line or 0, problem.column)
    else:
        row.field.setFocus()


def named_problems(rows: Rows, problems: Sequence[FieldProblem]) -> list[str]:
    """Each fault with the words of its field: "Routing Number: Digits only"."""
    return [_sentence(rows.get(problem.field), problem) for problem in problems]


def _sentence(row: FormRow | None, problem: FieldProblem) -> str:
    if row is None:
        return problem.sentence
    title = row.field.text() if isinstance(row.field, QCheckBox) else row.field.accessibleName()
    if isinstance(row.field, LineGrid) and problem.line is not None:
        column = next((one.title for one in row.field.columns if one.key == problem.column), "")
        title = ", ".join(part for part in (title, f"line {problem.line + 1}", column) if part)
    return f"{title}: {problem.sentence}"


def _is_in_line(row: FormRow, problem: FieldProblem) -> bool:
    grid = row.field
    if not isinstance(grid, LineGrid) or problem.line is None or problem.line >= grid.line_count():
        return False
    return any(column.key == problem.column and column.kind != "figure" for column in grid.columns)
