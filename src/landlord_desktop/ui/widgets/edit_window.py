"""The edit window of a record: header, numbered pages, Dock, Help, New, Previous, Next, Save, Close."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.rules.errors import LandlordError, StaleError
from landlord_desktop.services.field_problems import FieldProblem, FieldsError
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets import confirm
from landlord_desktop.ui.widgets.edit_buttons import EditButtons
from landlord_desktop.ui.widgets.fields import PercentEdit, fill_field, read_field
from landlord_desktop.ui.widgets.form import FormRow
from landlord_desktop.ui.widgets.line_grid import LineGrid
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.page_tabs import PageTabs
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.record_faults import focus_problem, mark_problems, named_problems, typed_problems
from landlord_desktop.ui.widgets.record_source import Found, Key, RecordSource, Saved

__all__ = ["EditWindow", "RecordSource", "Rows"]
R = TypeVar("R")
Rows = dict[str, FormRow]
_DELETE = (confirm.Choice("delete", "Delete", "danger"), confirm.Choice("keep", "Keep"))
_CHANGES = (
    confirm.Choice("save", "Save", "primary"),
    confirm.Choice("discard", "Discard", "danger"),
    confirm.Choice("stay", "Stay"),
)


class EditWindow(Screen, Generic[R]):
    """Shows one record, or a new one where `activate` names none.

    A window of a kind of record gives `source`, `kind` (in the title), `noun`, `parameter` (the record's key in
    `activate`) and `tells` (topics that change), and calls `build` with its header and pages. A field's name is the
    record's attribute, with a dot for one of a part (`bank.check_style`).
    """

    source: ClassVar[RecordSource[Any]]
    kind: ClassVar[str] = ""
    noun: ClassVar[str] = "record"
    parameter: ClassVar[str] = ""
    tells: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[frozenset[str]] = frozenset()
    """Money and percentages that may be empty; the others are zero then."""

    single: ClassVar[bool] = False
    """True where the office has one such record: no New, Previous, Next, and the title is the screen's."""

    lines: ClassVar[Mapping[str, type[Any]]] = {}
    """The class of a line, for each field that holds lines."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.record: R = self.source.new
        self.rows: Rows = {}
        self.problems = ProblemBar(f"{self.key}_problem")
        self.buttons = EditButtons()
        self.tabs: PageTabs
        self._order: tuple[Key, ...] = ()
        self._then: Callable[[], object] | None = None
        self._reading = False
        self._choices_shown = False
        self._filled: dict[str, Any] = {}

    def build(self, header: QWidget, pages: Sequence[tuple[str, QWidget]], rows: Mapping[str, FormRow]) -> None:
        """Lay out the window, once its parts are there, and show a new record."""
        self.rows.update(rows)
        if self.single:
            self.buttons.set_single()
        self.tabs = PageTabs(f"{self.key}_tabs", pages, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addWidget(header)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.buttons)
        for signal, slot in (
            (self.buttons.dock_pressed, self.dock_asked), (self.buttons.help_pressed, self._help),
            (self.buttons.new_pressed, self.start_new), (self.buttons.previous_pressed, self.go_previous),
            (self.buttons.next_pressed, self.go_next), (self.buttons.save_pressed, self.save),
            (self.buttons.close_pressed, self.close_asked),
        ):  # fmt: skip
            signal.connect(slot)
        self.show_record(self.source.new)

    # what a kind of record may do otherwise

    def new_record(self, parameters: Mapping[str, object]) -> R:  # noqa: ARG002 - for a window that looks at them
        """The record a new one begins with."""
        return self.source.new  # type: ignore[no-any-return]

    def show_choices(self, choices: Mapping[str, Sequence[PickRow]]) -> None:
        """Give the pick lists what they offer: by the field's name, or `field/column` for one of lines."""
        for name, rows in choices.items():
            field_name, _, column = name.partition("/")
            field = self.rows[field_name].field
            if isinstance(field, LineGrid):
                field.set_choices(column, rows)
            elif isinstance(field, PickList):
                field.set_rows(rows)

    def record_shown(self) -> None:
        """The fields were filled: show what is no field."""

    def record_opened(self) -> None:
        """A record was opened: say what is to be said."""

    def enable_parts(self) -> None:
        """Switch fields on and off by what others hold."""

    def value_of(self, name: str) -> Any:
        """What the field of this name shows of the record."""
        value: Any = self.record
        for part in name.split("."):
            value = getattr(value, part)
        return [_as_mapping(one) for one in value] if name in self.lines else value

    def with_values(self, values: Mapping[str, Any]) -> R:
        """The record with what was typed."""
        head = {name: value for name, value in values.items() if "." not in name}
        for name, line in self.lines.items():
            known = {one.name for one in fields(line)}
            head[name] = tuple(line(**{key: cell for key, cell in one.items() if key in known}) for one in head[name])
        for part in {name.partition(".")[0] for name in values if "." in name}:
            own = {name[len(part) + 1 :]: value for name, value in values.items() if name.startswith(f"{part}.")}
            head[part] = replace(getattr(self.record, part), **own)
        return replace(self.record, **head)  # type: ignore[type-var]

    # what the main window asks

    def activate(self, **parameters: object) -> None:
        """Show the record that is named; a new one where there is none, once unsaved changes are settled."""
        wanted = self.source.key_of(self.source.new) if self.single else parameters.get(self.parameter)
        if isinstance(wanted, int | str):
            self._leave(lambda: self._read(self._loaded, wanted))
        else:
            self._leave(lambda: self._start_new(parameters))

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - every topic means the same
        """Read again, unless there is something typed that would be lost."""
        self._read(self._refreshed)

    def first_focus(self) -> QWidget:
        """The first field of a new record, the second of one that is there or is being read."""
        fields = [row.field for row in self.rows.values()]
        is_new = self.single or (self.source.key_of(self.record) is None and not self._reading)
        return fields[0 if is_new or len(fields) < 2 else 1]

    def can_close(self) -> bool:
        """Ask what to do with unsaved changes."""
        if not self.is_changed():
            return True
        answer = self._ask_changes()
        if answer == "save":
            self._then = self.close_asked.emit
            self.save()
        return answer == "discard"

    # the record

    def is_changed(self) -> bool:
        """True where something was typed that is not saved."""
        return self.values() != self._filled

    def values(self) -> dict[str, Any]:
        """What the fields hold, by name."""
        return {name: self._value(name, row.field) for name, row in self.rows.items()}

    def save(self) -> None:
        """Check and store what was typed."""
        if not self.buttons.save.isEnabled():
            return
        self._clear_errors()
        problems = typed_problems(self.rows)
        if problems:
            self._show_problems(problems)
            self._then = None
            return
        typed, books, save = self.with_values(self.values()), self.context.books, self.source.save
        before = None if self.source.key_of(self.record) is None else self.record
        self.buttons.save.setEnabled(False)
        self.context.background.run(
            lambda _task: save(books, typed, before), done=self._saved, failed=self.fail, owner=self
        )

    def start_new(self) -> None:
        """Start a new record once unsaved changes are settled."""
        self._leave(lambda: self._start_new({}))

    def go_previous(self) -> None:
        """Show the record before this one, in the order of the list."""
        self._step(-1)

    def go_next(self) -> None:
        """Show the record after this one, in the order of the list."""
        self._step(1)

    def left_buttons(self) -> list[CommandSpec]:
        """Delete, where a record that was never used can be deleted."""
        stored = self.source.key_of(self.record) is not None
        if self.source.delete is None:
            return []
        tip = f"Delete this {self.noun}, if nothing uses it"
        return [CommandSpec("delete", "Delete", "delete", "Ctrl+Shift+Delete", self.delete, tip, stored)]

    def delete(self) -> None:
        """Ask, and delete the record; one that was used is only ever made inactive."""
        name = shown(self.source.title_of(self.record))
        text = f"{name} is taken out of the books for good. That can be done only where nothing uses it."
        confirm.ask_then(self, f"Delete this {self.noun}?", text, _DELETE, "keep", self._delete)

    def show_record(self, record: R) -> None:
        """Fill the fields from a record."""
        self.record = record
        self._clear_errors()
        for name, row in self.rows.items():
            fill_field(row.field, self.value_of(name))
        self.record_shown()
        self._filled = self.values()
        if not self.single:
            self.set_title(f"{shown(self.source.title_of(record)) or 'New'} [{self.kind}]")
        self._enable()

    # how it is done

    def _delete(self, answer: str) -> None:
        books, source, record = self.context.books, self.source, self.record
        if answer == "delete" and source.delete is not None:
            delete, key = source.delete, source.key_of(record)
            self.context.background.run(
                lambda _task: delete(books, key, record), done=self._deleted, failed=self.fail, owner=self
            )

    def _deleted(self, _nothing: object) -> None:
        self.context.notify("positive", f"{shown(self.source.title_of(self.record))} deleted")
        self.context.changes.tell(*self.tells)
        self.show_record(self.record)  # nothing typed is worth a question any more
        self.close_asked.emit()

    def _value(self, name: str, field: QWidget) -> Any:
        value = read_field(field)
        zero = value is None and isinstance(field, MoneyEdit | PercentEdit) and name not in self.optional
        return 0 if zero else value

    def _help(self) -> None:
        self.context.navigate("help", {"page": self.help_page})

    def _read(self, done: Callable[[Found[R]], object], wanted: Key | None = None) -> None:
        books, source, record = self.context.books, self.source, self.record
        key = source.key_of(record) if wanted is None else wanted
        self._reading = key is not None

        def work(_task: Task) -> Found[R]:
            found = record if key is None else source.read(books, key)
            return Found(found, tuple(source.keys(books)), source.choices(books))

        self.context.background.run(work, done=done, failed=self.fail, owner=self)

    def _loaded(self, found: Found[R]) -> None:
        self._take(found)
        self.problems.clear()
        self.show_record(found.record)
        self.record_opened()

    def _refreshed(self, found: Found[R]) -> None:
        """Others changed something: what is typed here stays, and is compared when it is saved."""
        typed, first_choices = self.is_changed(), not self._choices_shown
        self._take(found)
        same = self.source.key_of(found.record) == self.source.key_of(self.record)
        if same and not typed and (first_choices or found.record != self.record):
            self.show_record(found.record)
        else:
            self._enable()

    def _take(self, found: Found[R]) -> None:
        self._reading = False
        self._order = found.order
        self._choices_shown = True
        self.show_choices(found.choices)

    def _start_new(self, parameters: Mapping[str, object]) -> None:
        self._reading = False
        self.problems.clear()
        self.show_record(self.new_record(parameters))
        self.tabs.setCurrentIndex(0)
        self.first_focus().setFocus()
        if not self._choices_shown:
            self._read(self._refreshed)

    def _enable(self) -> None:
        key = self.source.key_of(self.record)
        if not self.single:
            self.buttons.set_steps(self._order.index(key) if key in self._order else -1, len(self._order))
        self.buttons.save.setEnabled(True)
        self.left_buttons_changed.emit()
        self.enable_parts()

    def _step(self, places: int) -> None:
        key = self.source.key_of(self.record)
        at = (self._order.index(key) if key in self._order else -1) + places
        if key in self._order and 0 <= at < len(self._order):
            wanted = self._order[at]
            self._leave(lambda: self._read(self._loaded, wanted))

    def _leave(self, then: Callable[[], object]) -> None:
        """Do this once unsaved changes are saved or given up."""
        answer = self._ask_changes() if self.is_changed() else "discard"
        if answer == "save":
            self._then = then
            self.save()
        elif answer == "discard":
            then()

    def _ask_changes(self) -> str:
        name = shown(self.source.title_of(self.record)) or f"The new {self.noun}"
        return confirm.ask(self, "Save the changes?", f"{name} has changes that are not saved.", _CHANGES, "save")

    def _saved(self, saved: Saved[R]) -> None:
        self.show_record(saved.record)
        self.context.notify("positive", f"{shown(self.source.title_of(saved.record))} saved")
        if saved.warnings:
            self.problems.show_problem(
                "warning", "Saved. Look at these fields:", named_problems(self.rows, saved.warnings)
            )
        else:
            self.problems.clear()
        self._read(self._refreshed)
        self.context.changes.tell(*self.tells)
        then, self._then = self._then, None
        if then is not None:
            then()

    def fail(self, error: BaseException) -> None:
        """Tell what could not be read or saved; what was typed stays."""
        self._then = None
        self._reading = False
        self._enable()
        if isinstance(error, FieldsError):
            self._show_problems(error.fields)
        elif isinstance(error, StaleError):
            again = CommandSpec("read_again", "Read Again", "refresh", slot=self._read_again)
            self.problems.show_problem("warning", error.sentence, actions=[again])
        elif isinstance(error, LandlordError):
            self.problems.show_problem("negative", error.sentence)
        else:
            self.context.report_error(error)

    def _read_again(self) -> None:
        self._read(self._loaded)

    # what is wrong

    def _show_problems(self, problems: Sequence[FieldProblem]) -> None:
        """Each fault under its field, the cursor in the first."""
        self.problems.show_problem("negative", "Nothing was saved.", named_problems(self.rows, problems))
        first = mark_problems(self.rows, problems)
        if first is not None:
            self.tabs.show_page_of(self.rows[first.field].field)
            focus_problem(self.rows, first)

    def _clear_errors(self) -> None:
        for row in self.rows.values():
            row.clear_error()


def _as_mapping(line: Any) -> dict[str, Any]:
    return {one.name: getattr(line, one.name) for one in fields(line)}
