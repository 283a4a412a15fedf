"""GL > Journal: every transaction set in the order of entry, what it wrote, and what reverses what; and all changes."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from landlord_desktop.services.audit_trail import AuditPage, audit_page
from landlord_desktop.services.journal_view import JournalPage, SetRow, journal_page, journal_users, set_of_charge
from landlord_desktop.services.ledger_choices import Choice, ledger_choices
from landlord_desktop.services.set_detail import SetDetail, set_detail
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.gl.audit_view import AuditView
from landlord_desktop.ui.gl.journal_columns import SETS
from landlord_desktop.ui.gl.journal_fields import JournalFields
from landlord_desktop.ui.gl.set_view import SetView
from landlord_desktop.ui.records import place_of
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.posting_flow import show_failure
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_FOLDERS = (("sets", "1. Transaction Sets"), ("changes", "2. Changes"))
_AROUND = 100
"""Newer sets that are shown above one that was jumped to."""


class JournalScreen(Screen):
    """Newest first, a page at a time. Enter opens the record of a set; the links jump between corrections."""

    key = "journal"
    title = "Journal"
    help_page = "journal"
    topics = frozenset({"receipts", "charges", "slips", "accounts", "credits", "journal", "settings", "profiles"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._asked = self._detail_asked = 0
        self._before: dict[str, list[int]] = {"sets": [], "changes": []}
        self._has_older = {"sets": False, "changes": False}
        self._reading = Task()
        self._wanted: int | None = None
        self._visited: list[int] = []
        self.problems = ProblemBar("journal_problem")
        self.fields = JournalFields(context)
        self.sets = HistoryTable(
            "journal_sets", SETS, lambda row: row.set_id, "Nothing was posted that is asked for here", "journal_sets"
        )
        self.view = SetView()
        self.changes = AuditView()
        self.folders = FolderTabs("journal_folders", _FOLDERS)
        self.page_words = label("", "journal_page", "muted")
        self._pages = QStackedWidget()
        self._lay_out()
        self.fields.changed.connect(self._ask_anew)
        self.sets.current_changed.connect(self._read_detail)
        self.sets.activated.connect(self._open_row)
        self.view.followed.connect(self.show_set)
        self.view.record_asked.connect(self._open_record)
        self.folders.chosen.connect(self._show_folder)

    def activate(self, **parameters: object) -> None:
        """Read; `set_id` or `charge_id` names a set to show, `tab` the folder (sets or changes)."""
        books, set_id, charge_id = self.context.books, parameters.get("set_id"), parameters.get("charge_id")

        def read(_task: Task) -> tuple[tuple[Choice, ...], list[str], int | None]:
            wanted = set_id if isinstance(set_id, int) else None
            if isinstance(charge_id, int):
                wanted = set_of_charge(books, charge_id)
            return ledger_choices(books).tenants, journal_users(books), wanted

        tab = str(parameters.get("tab", "sets" if set_id or charge_id else ""))
        if tab in dict(_FOLDERS):
            self.folders.choose(tab)
        self.context.background.run(read, done=self._begin, failed=self._failed, owner=self)

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - each of its topics means the same
        """Read again what is shown."""
        self._read()

    def first_focus(self) -> QWidget:
        """The list of the folder shown."""
        return self._table()

    def left_buttons(self) -> list[CommandSpec]:
        """Filter, the record, the links, older and newer pages, the report."""
        folder = self.folders.key()
        return [
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter what this page lists"),
            *(self._set_commands() if folder == "sets" else ()),
            CommandSpec("older", "Older", "next", "Alt+PgDown", self.show_older, "Show the page of older ones",
                        self._has_older[folder]),
            CommandSpec("newest", "Newest", "home", "Alt+Home", self.show_newest, "Show the newest page",
                        bool(self._before[folder])),
            CommandSpec("report", "Report", "report", "Ctrl+P", self.report,
                        "Preview these days; print them, or save them as PDF, CSV or Excel"),
        ]  # fmt: skip

    def _set_commands(self) -> list[CommandSpec]:
        detail = self.view.detail
        record = detail is not None and _opens_elsewhere(detail.record_kind)
        return [
            CommandSpec("open_record", "Open Record", "folder", "Ctrl+E", self.open_record,
                        "Open the receipt, charge or deposit slip that this set made", record),
            CommandSpec("original_set", "Reversed Set", "undo", "Ctrl+[", self.go_to_original,
                        "Go to the set that this one reverses", detail is not None and detail.reverses is not None),
            CommandSpec("correcting_set", "Reversing Set", "link", "Ctrl+]", self.go_to_correction,
                        "Go to the set that reverses this one", detail is not None and bool(detail.reversed_by)),
            CommandSpec("back", "Back", "previous", "Alt+Left", self.go_back, "Back to the set before the last jump",
                        bool(self._visited)),
        ]  # fmt: skip

    # commands

    def focus_filter(self) -> None:
        """Type into the filter of the list shown."""
        self._table().filter.setFocus()

    def open_record(self) -> None:
        """Open the record that the chosen set made."""
        detail = self.view.detail
        if detail is not None and detail.record_key is not None:
            self._open_record(detail.record_kind, detail.record_key)

    def go_to_original(self) -> None:
        """Go to the set that the chosen one reverses."""
        detail = self.view.detail
        if detail is not None and detail.reverses is not None:
            self.show_set(detail.reverses.set_id)

    def go_to_correction(self) -> None:
        """Go to the newest set that reverses the chosen one."""
        detail = self.view.detail
        if detail is not None and detail.reversed_by:
            self.show_set(detail.reversed_by[-1].set_id)

    def go_back(self) -> None:
        """Go back to where the last jump began."""
        if self._visited:
            self._go(self._visited.pop())

    def show_set(self, set_id: int) -> None:
        """Show this set, wherever it stands."""
        row = self.sets.current_row()
        if row is not None:
            self._visited.append(row.set_id)
        self._go(set_id)

    def show_older(self) -> None:
        """Show the page after this one."""
        rows = self._table().rows()
        if rows:
            self._before[self.folders.key()].append(self._table().model.row_key(rows[-1]))  # type: ignore[arg-type]
            self._read()

    def show_newest(self) -> None:
        """Show the first page."""
        self._before[self.folders.key()].clear()
        self._read()

    def report(self) -> None:
        """Preview the report of the folder shown."""
        question = self.fields.question()
        name = "journal" if self.folders.key() == "sets" else "changes-log"
        self.context.navigate("report", {"name": name, "from_": question.first, "to": question.last})

    # how it is done

    def _begin(self, found: tuple[tuple[Choice, ...], list[str], int | None]) -> None:
        tenants, users, wanted = found
        self.fields.set_choices(tenants, users)
        if wanted is None:
            self._read()
        else:
            self._go(wanted)

    def _go(self, set_id: int) -> None:
        self.folders.choose("sets")
        if self.sets.select_key(set_id):
            self.sets.setFocus()
            self.left_buttons_changed.emit()
            return
        self.fields.clear()
        self.sets.set_filter("")
        self._before["sets"] = [set_id + _AROUND]
        self._wanted = set_id
        self._read()

    def _ask_anew(self) -> None:
        for before in self._before.values():
            before.clear()
        self._read()

    def _read(self) -> None:
        books, folder = self.context.books, self.folders.key()
        before = self._before[folder][-1] if self._before[folder] else None
        question = replace(self.fields.question(), before_id=before)
        audit = self.fields.audit_question(before)
        self._asked += 1
        asked = self._asked

        def read(_task: Task) -> tuple[int, JournalPage | AuditPage]:
            return asked, journal_page(books, question) if folder == "sets" else audit_page(books, audit)

        self._reading.cancel()
        self._reading = self.context.background.run(
            read, done=self._show, failed=self._failed, owner=self
        )

    def _show(self, found: tuple[int, JournalPage | AuditPage]) -> None:
        asked, page = found
        if asked != self._asked:
            return
        self.problems.clear()
        folder = "sets" if isinstance(page, JournalPage) else "changes"
        self._has_older[folder] = page.has_older
        if isinstance(page, JournalPage):
            self._show_sets(page)
        else:
            self.changes.set_rows(page.rows)
        older = "older ones follow with Alt+Page Down" if page.has_older else "there are no older ones"
        newer = "; newer ones with Alt+Home" if self._before[folder] else ""
        self.page_words.setText(f"{len(page.rows):,} listed; {older}{newer}.")
        self.left_buttons_changed.emit()

    def _show_sets(self, page: JournalPage) -> None:
        self.sets.set_rows(page.rows)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            if self.sets.select_key(wanted):
                self.sets.setFocus()
            else:
                self.problems.show_problem("warning", f"There is no transaction set {wanted}.")
        if self.sets.current_row() is None:
            self.sets.select_first()
        self._read_detail()

    def _read_detail(self, _key: object = None) -> None:
        row, books = self.sets.current_row(), self.context.books
        self._detail_asked += 1
        asked = self._detail_asked
        if row is None:
            self.view.show_set(None, None)
            self.left_buttons_changed.emit()
            return
        set_id = row.set_id
        self.context.background.run(
            lambda _task: (asked, set_detail(books, set_id)), done=self._show_detail, failed=self._failed, owner=self
        )

    def _show_detail(self, found: tuple[int, SetDetail]) -> None:
        row = self.sets.current_row()
        if found[0] == self._detail_asked and isinstance(row, SetRow):
            self.view.show_set(row, found[1])
            self.left_buttons_changed.emit()

    def _open_row(self, _key: object) -> None:
        detail = self.view.detail
        if detail is not None and _opens_elsewhere(detail.record_kind):
            self.open_record()
        elif detail is not None and detail.reverses is not None:
            self.go_to_original()

    def _open_record(self, kind: str, key: int) -> None:
        if _opens_elsewhere(kind):
            self.context.open_record(kind, key)
        elif kind == "charge":
            self.activate(charge_id=key)
        elif kind in {"receipt", "slip"}:
            self.show_set(key)

    def _show_folder(self, key: str) -> None:
        self._pages.setCurrentIndex(list(dict(_FOLDERS)).index(key))
        self.fields.show_for(sets=key == "sets")
        self._read()

    def _table(self) -> HistoryTable:
        return self.sets if self.folders.key() == "sets" else self.changes.table

    def _failed(self, error: BaseException) -> None:
        show_failure(self.context, self.problems, error)

    def _lay_out(self) -> None:
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setObjectName("journal_parts")
        parts.setChildrenCollapsible(False)
        for place, part in enumerate((self.sets, self.view)):
            parts.addWidget(part)
            parts.setStretchFactor(place, 3 - place)
        for page in (parts, self.changes):
            self._pages.addWidget(page)
        head = QHBoxLayout()
        head.addWidget(label(self.title, role="title"))
        head.addStretch(1)
        head.addWidget(self.page_words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addLayout(head)
        layout.addWidget(self.fields)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.folders)


def _opens_elsewhere(kind: str) -> bool:
    """True for records that a screen other than this shows."""
    place = place_of(kind)
    return place is not None and place.screen != JournalScreen.key
