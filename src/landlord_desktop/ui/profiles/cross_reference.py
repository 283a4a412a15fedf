"""Profiles > Cross Reference: owner or property, units and tenants together, with rents, balances and deposits."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.services.profiles.cross_reference import (
    REFERENCES,
    CrossReference,
    ReferenceLine,
    read_cross_reference,
)
from landlord_desktop.ui import record_choices as choices
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.fields import choice_field, fill_field, read_field
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.profile_parts import LEDGER_WINDOWS

_WINDOWS = {**LEDGER_WINDOWS, "unit": "unit", "tenant": "tenant"}
_KIND_WORDS = {**REFERENCES, "management": "Management"}
_FOLDERS = (("all", "1. All"), ("ledgers", "2. Ledgers"), ("units", "3. Units"), ("tenants", "4. Tenants"))
_STATES = {"Inactive": "neutral", "Past": "neutral", "Vacant": "warning", "Future": "info"}


def _state(line: ReferenceLine) -> State:
    return State(_STATES.get(line.status, "positive"), line.status)  # type: ignore[arg-type]


_COLUMNS = (
    Column("kind", "Kind", value=lambda line: _KIND_WORDS[line.kind], width=76),
    Column("code", "ID", value=lambda line: line.code, width=72),
    Column("name", "Description", value=lambda line: line.name, width=100, stretch=True),
    Column("status", "Status", "state", value=_state, width=112),
    Column("balance", "Balance", "money", value=lambda line: line.balance_cents, width=88),
    Column("unpaid", "Unpaid", "money", value=lambda line: line.unpaid_cents, width=88, help="Unpaid Charges"),
    Column("open_credits", "Credits", "money", value=lambda line: line.open_credits_cents, width=80,
           help="Open Credits"),
    Column("deposits", "Deposits", "money", value=lambda line: line.deposits_cents, width=92),
    Column("actual_rent", "Actual Rent", "money", value=lambda line: line.actual_rent_cents, width=92),
    Column("market_rent", "Market Rent", "money", value=lambda line: line.market_rent_cents, width=92),
    Column("repair_limit", "Repair Limit", "money", value=lambda line: line.repair_limit_cents, width=100,
           visible=False),
    Column("lease_expires", "Expires", "date", value=lambda line: line.lease_expires_on, width=92,
           help="Lease Expires"),
)  # fmt: skip


def _read_choices(books: Any) -> Mapping[str, Sequence[PickRow]]:
    return {
        "owner": choices.ledgers(books, ["owner"]), "property": choices.ledgers(books, ["property"]),
        "unit": choices.units(books), "tenant": choices.tenants(books),
    }  # fmt: skip


class CrossReferenceScreen(Screen):
    """One record is chosen above; what belongs to it is listed below, Enter opens its window."""

    key, title, help_page = "cross_reference", "Cross Reference", "cross_reference"
    topics = frozenset({"profiles", "charges", "receipts", "credits"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._choices: Mapping[str, Sequence[PickRow]] = {}
        self._wanted: object = None
        self._shown = CrossReference()
        self.problems = ProblemBar("cross_reference_problem")
        self.kind = choice_field("reference", list(REFERENCES.items()))
        self.record = PickList("reference_record", "records")
        self.table = HistoryTable(
            "cross_reference", _COLUMNS, lambda line: (line.kind, line.record_id),
            "Choose an owner, a property, a unit or a tenant", "cross_reference", multi=False,
        )  # fmt: skip
        self.folders = FolderTabs("cross_reference_folders", _FOLDERS)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.record.picked.connect(self._read)
        self.table.activated.connect(self._open)
        self.table.selection_changed.connect(self.left_buttons_changed)
        self.folders.chosen.connect(self._show_folder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(label("Cross Reference", role="title"))
        layout.addWidget(self.problems)
        layout.addWidget(self._choosing())
        layout.addWidget(self.table, 1)
        layout.addWidget(self.folders)

    def activate(self, **parameters: object) -> None:
        """Show the record of `kind` and `record_id`, where they are named."""
        kind, self._wanted = parameters.get("kind"), parameters.get("record_id")
        if kind in REFERENCES:
            fill_field(self.kind, kind)
        books = self.context.books
        self.context.background.run(lambda _task: _read_choices(books), done=self._take_choices, owner=self)

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - every topic means the same
        """Read again."""
        self._wanted = self.record.picked_key()
        self.activate(record_id=self._wanted)
        self._read(self._wanted)

    def first_focus(self) -> QWidget:
        """The record to choose."""
        return self.record

    def left_buttons(self) -> list[CommandSpec]:
        """Edit Ledger, Edit Unit, Edit Tenant: the line chosen, or the only one of its kind."""
        specs = (
            ("edit_ledger", "Edit Ledger", "Ctrl+1", self.edit_ledger, self._shown.ledgers),
            ("edit_unit", "Edit Unit", "Ctrl+2", self.edit_unit, self._shown.units),
            ("edit_tenant", "Edit Tenant", "Ctrl+3", self.edit_tenant, self._shown.tenants),
        )
        tip = "Opens the line chosen, or the only one"
        return [
            CommandSpec(name, text, "edit", keys, slot, tip, self._one(lines) is not None)
            for name, text, keys, slot, lines in specs
        ]

    def edit_ledger(self) -> None:
        """Open the ledger chosen, or the only one."""
        self._edit(self._shown.ledgers)

    def edit_unit(self) -> None:
        """Open the unit chosen, or the only one."""
        self._edit(self._shown.units)

    def edit_tenant(self) -> None:
        """Open the tenant chosen, or the only one."""
        self._edit(self._shown.tenants)

    # how it is done

    def _choosing(self) -> Card:
        card, row = Card("reference_card"), QHBoxLayout()
        row.setSpacing(SPACE[4])
        for title, field, share in (("R&eference", self.kind, 1), ("Recor&d", self.record, 4)):
            form = Form(f"{field.objectName()}_form", "above")
            form.add(title, field)
            row.addWidget(form, share, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(row)
        return card

    def _take_choices(self, found: Mapping[str, Sequence[PickRow]]) -> None:
        self._choices = found
        self.record.set_rows(found[read_field(self.kind)])
        if self._wanted is not None:
            self.record.pick(self._wanted)
            self._wanted = None

    def _kind_chosen(self) -> None:
        self.record.clear_pick()
        self.record.title = REFERENCES[read_field(self.kind)]
        self.record.set_rows(self._choices.get(read_field(self.kind), ()))

    def _read(self, record_id: object) -> None:
        self.problems.clear()
        books, kind = self.context.books, str(read_field(self.kind))
        if not isinstance(record_id, int):
            self._show(CrossReference())
            return
        self.context.background.run(
            lambda _task: read_cross_reference(books, kind, record_id), done=self._show, failed=self._fail, owner=self
        )

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, LandlordError):
            self.problems.show_problem("negative", error.sentence)
        else:
            self.context.report_error(error)

    def _show(self, found: CrossReference) -> None:
        self._shown = found
        for key, _text in _FOLDERS:
            self.folders.set_count(key, len(self._lines(key)))
        self._show_folder(self.folders.key())

    def _lines(self, folder: str) -> list[ReferenceLine]:
        parts = (("ledgers", self._shown.ledgers), ("units", self._shown.units), ("tenants", self._shown.tenants))
        return [line for key, lines in parts if folder in {"all", key} for line in lines]

    def _show_folder(self, key: str) -> None:
        self.table.set_rows(self._lines(key))
        if not self.table.selected_keys():
            self.table.select_first()
        self.left_buttons_changed.emit()

    def _one(self, lines: Sequence[ReferenceLine]) -> ReferenceLine | None:
        chosen = self.table.selected_rows()
        if chosen and chosen[0] in lines:
            return chosen[0]  # type: ignore[no-any-return]
        return lines[0] if len(lines) == 1 else None

    def _edit(self, lines: Sequence[ReferenceLine]) -> None:
        line = self._one(lines)
        if line is not None:
            self._open((line.kind, line.record_id))

    def _open(self, key: tuple[str, int]) -> None:
        kind, record_id = key
        self.context.navigate(_WINDOWS[kind], {"record_id": record_id})
