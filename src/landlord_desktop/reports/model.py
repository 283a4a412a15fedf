"""A report as a plain value: what it says, in which columns, before anything is drawn or written."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

ColumnKind = Literal["text", "money", "date", "count", "number", "instant"]
Cell = str | int | date | datetime | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column. Cells: money is whole cents, an instant a datetime with its zone, a number one that names a record
    (written without commas); None is empty.

    `width_share` is how much of the page's spare width a text column gets beside the others; columns of the other kinds
    are as wide as what stands in them.
    """

    key: str
    title: str
    kind: ColumnKind = "text"
    width_share: int = 1


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A figure under the table, such as the cash total of a deposit slip."""

    title: str
    kind: ColumnKind
    value: Cell


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report.

    `as_of` is the date under the title. `totals` has one cell for each column, None where there is none. `count` is
    shown as the row Count. The first `group_columns` columns are the same for all lines of a group: on paper they stand
    at its first line only, in files at each. `empty_text` is said where there are no rows. `marked_orders` are the keys
    of the work orders in it that were marked for printing: once it is on paper the marks have served.
    """

    name: str
    title: str
    as_of: date
    office_name: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[Row, ...]
    subtitle_lines: tuple[str, ...] = ()
    totals: Row | None = None
    count: int | None = None
    note: str = ""
    summary_lines: tuple[SummaryLine, ...] = ()
    group_columns: int = 0
    empty_text: str = "There is nothing to show."
    marked_orders: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.rows[:1]} | ({len(self.totals)} if self.totals is not None else set())
        if widths - {len(self.columns)}:
            raise ValueError(f"{self.name}: a row has another number of cells than there are columns")


def money_totals(columns: tuple[ReportColumn, ...], rows: tuple[Row, ...], keys: frozenset[str] | None = None) -> Row:
    """The sums of the money columns (`keys`: of those alone), as a row with None in the other columns."""
    return tuple(
        sum(cell for row in rows if isinstance(cell := row[place], int))
        if column.kind == "money" and (keys is None or column.key in keys)
        else None
        for place, column in enumerate(columns)
    )
