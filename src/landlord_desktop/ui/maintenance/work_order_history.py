"""Maintenance > Work Order History: six folders of work orders, what is behind the highlighted one, and printing."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.services.work_order_list import WorkOrderRow, list_work_orders
from landlord_desktop.services.work_order_words import FOLDERS
from landlord_desktop.services.work_orders import mark_for_printing
from landlord_desktop.ui.maintenance.work_order_filter import WorkOrderFilter
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.text import plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.fields import NotesEdit, check_field
from landlord_desktop.ui.widgets.labels import set_shown
from landlord_desktop.ui.widgets.list_screen import Folder, ListScreen, ListSource
from landlord_desktop.ui.widgets.rows_model import Column

_PRIORITY_KINDS = {"low": "neutral", "normal": "neutral", "high": "warning", "emergency": "negative", "": "warning"}


def _priority(row: WorkOrderRow) -> State:
    return State(cast("Any", _PRIORITY_KINDS[row.priority]), row.priority_words or "Cannot be read")


def _site(row: WorkOrderRow) -> str:
    return row.site_name if row.site_matched else f"{row.site_name} (not matched)"


def _holds(key: str) -> Any:
    return lambda row: row.is_in(key)


class WorkOrderHistory(ListScreen):
    """Lists the work orders of this office and of Inosio."""

    key, title, help_page = "work_order_history", "Work Order History", "work_orders"
    topics = frozenset({"work_orders", "profiles"})
    source = ListSource(list_work_orders, lambda row: row.record_id)
    opens, parameter, noun, plural_noun = "work_order", "record_id", "work order", "work orders"
    folders_shown = tuple(Folder(key, text, _holds(key)) for key, text in FOLDERS.items())
    columns = (
        Column("reported", "Reported", "date", value=lambda row: row.reported_on, width=100),
        Column("status", "Status", value=lambda row: row.status, width=130),
        Column("priority", "Priority", "state", value=_priority, width=120),
        Column("name", "Name", value=lambda row: row.name, width=210, stretch=True),
        Column("site", "Site", value=_site, width=180),
        Column("vendor", "Vendor", value=lambda row: row.vendor_name, width=140),
        Column("maintenance_type", "Maintenance Type", value=lambda row: row.maintenance_type, width=150),
        Column("number", "ID", value=lambda row: row.number, width=90, visible=False),
        Column("external_status", "External Status", value=lambda row: row.external_status, width=130, visible=False),
        Column("marked", "Print", "mark", value=lambda row: row.mark_for_printing, width=70, visible=False),
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.filter = WorkOrderFilter()
        self.enable_filter: QCheckBox = check_field("enable_filter", "Enable Filter")
        self.enable_filter.setToolTip("Show only what the filter takes (Alt+E)")
        self.enable_filter.setShortcut("Alt+E")
        self.places = DetailPanel("work_order_places")
        self.sums = DetailPanel("work_order_sums")
        self.days = DetailPanel("work_order_days")
        self.notes = NotesEdit("work_order_notes", 4)
        self.notes.setReadOnly(True)
        self.notes.setMaximumHeight(self.notes.minimumHeight() * 3 // 2)
        self.notes.setPlaceholderText("No notes")
        self.notes.setAccessibleName("Problem description and notes")
        self.filter.changed.connect(self._filter_changed)
        self.enable_filter.toggled.connect(self._show_again)
        self.table.current_changed.connect(self._show_current)
        self.table.mark_asked.connect(self._turn_mark)
        self._lay_out_panel()
        self._show_current(None)

    def activate(self, **parameters: object) -> None:
        """Read the list; `folder` names the folder to show."""
        folder = parameters.get("folder")
        if isinstance(folder, str) and folder in FOLDERS:
            self.folders.choose(folder)
        super().activate()

    def left_buttons(self) -> list[CommandSpec]:
        """Filter, Edit, New; printing and marking beside them."""
        row = self.table.current_row()
        marked = sum(one.mark_for_printing for one in self._rows)
        return [
            *super().left_buttons(),
            CommandSpec("print", "Print", "print", "Ctrl+P", self.print_one, "Print the work order chosen",
                        row is not None),
            CommandSpec("mark_for_printing", "Mark for Printing", "check", "Ctrl+M", self.mark,
                        "Mark the work order chosen, or take its mark away", row is not None),
            CommandSpec("print_marked", "Print Marked", "report", "Ctrl+Alt+M", self.print_marked,
                        f"Print the {plural(marked, 'work order')} marked for printing", bool(marked)),
        ]  # fmt: skip

    def focus_filter(self) -> None:
        """Show the filter, switch it on, and put the keyboard into it."""
        set_shown(self.filter, shown=True)
        self.enable_filter.setChecked(True)
        self.filter.status.setFocus()

    def print_one(self) -> None:
        """Open the work order chosen as a report, to be printed or written as PDF."""
        row = self.table.current_row()
        if row is not None:
            self.context.navigate("report", {"name": "work-order", "work_order_id": row.record_id})

    def print_marked(self) -> None:
        """Open the marked work orders as one report."""
        self.context.navigate("report", {"name": "work-order"})

    def mark(self) -> None:
        """Mark the work order chosen for printing, or take the mark away."""
        row = self.table.current_row()
        if row is not None:
            self._turn_mark(row.record_id)

    # how it is done

    def _turn_mark(self, key: object) -> None:
        row = next((one for one in self._rows if one.record_id == key), None)
        if row is not None:
            books, wanted, keys = self.context.books, not row.mark_for_printing, [row.record_id]
            words = "is marked for printing" if wanted else "is no longer marked for printing"
            self.context.background.run(
                lambda _task: mark_for_printing(books, keys, mark=wanted),
                done=partial(self._marked, f"Work order {shown(row.number)} {words}."), owner=self,
            )  # fmt: skip

    def _marked(self, sentence: str, _count: int) -> None:
        self.context.notify("positive", sentence)
        self.context.changes.tell("work_orders")

    def _filter_changed(self) -> None:
        self.enable_filter.setChecked(self.filter.is_set())
        self._show_again()

    def _show_again(self, *_: object) -> None:
        self._show(self._rows)

    def _show(self, rows: Sequence[Any]) -> None:
        self._rows = rows
        taken = self._taken()
        for key, holds in self._holds.items():
            self.folders.set_count(key, sum(1 for row in taken if holds(row)))
        self._show_folder(self.folders.key())

    def _taken(self) -> list[Any]:
        today = self.context.today().isoformat()
        on = self.enable_filter.isChecked()
        return [row for row in self._rows if not on or self.filter.takes(row, today)]

    def _show_folder(self, key: str) -> None:
        holds = self._holds[key]
        self.table.set_rows([row for row in self._taken() if holds(row)])
        if not self.table.selected_keys():
            self._select_one()
        self._show_current(self.table.current_row())
        self.left_buttons_changed.emit()

    def _show_current(self, row: WorkOrderRow | None) -> None:
        row = self.table.current_row()
        self.places.set_pairs([
            Pair("Site", None if row is None else row.site if row.site_matched else f"{row.site} (not matched)"),
            *(Pair(name, getattr(row, name.lower(), None)) for name in ("Tenant", "Ledger", "Vendor", "Asset")),
        ])  # fmt: skip
        self.sums.set_pairs([
            Pair(title, getattr(row, name, None), "money")
            for title, name in (
                ("Estimate", "estimate_cents"), ("Cost Limit", "cost_limit_cents"), ("Total", "total_cents"),
            )
        ])  # fmt: skip
        self.days.set_pairs([
            Pair(title, getattr(row, name, None), "date")
            for title, name in (
                ("Reported", "reported_on"), ("Vendor Notified", "vendor_notified_on"), ("Required By", "required_by"),
                ("Work Started", "started_on"), ("Work Completed", "completed_on"),
            )
        ])  # fmt: skip
        text = "" if row is None else shown(row.text)
        if self.notes.toPlainText() != text:
            self.notes.setPlainText(text)

    def _lay_out_panel(self) -> None:
        notes = Card("work_order_notes_card")
        notes.body.addWidget(self.notes, 1)
        panel = QHBoxLayout()
        panel.setSpacing(SPACE[2])
        for part, share in ((self.places, 5), (self.sums, 2), (self.days, 3), (notes, 6)):
            panel.addWidget(part, share)
        tools = QHBoxLayout()
        tools.setSpacing(SPACE[3])
        tools.addWidget(self.filter)
        tools.addStretch(1)
        tools.addWidget(self.enable_filter)
        layout = cast("QVBoxLayout", self.layout())
        layout.insertLayout(2, panel)
        layout.insertLayout(3, tools)
        self.filter.hide()
