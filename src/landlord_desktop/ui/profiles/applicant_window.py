"""The window `Priya Raman [Applicant]`: what Inosio told, the household, notes, and the way to a tenant profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from landlord_desktop.services.applicants import (
    ApplicantDetail,
    applicant_detail,
    applicant_list,
    save_applicant_notes,
)
from landlord_desktop.sync.addresses import is_web_link
from landlord_desktop.ui.profiles.applicant_parts import (
    NO_PAGE,
    ApplicantHeader,
    GeneralPage,
    HouseholdPage,
    NotesPage,
    frozen_words,
)
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.widgets.edit_window import EditWindow, RecordSource
from landlord_desktop.ui.widgets.labels import set_shown

NOT_OPENED = "The page was not opened: only a page that begins with https:// is."


@dataclass(frozen=True, slots=True)
class Applicant:
    """What the window holds: the office's notes, and what Inosio told beside them; None before it is read."""

    record_id: int | None = None
    notes: str = ""
    detail: ApplicantDetail | None = None


@dataclass(frozen=True, slots=True)
class SavedNotes:
    """The applicant as stored; notes have no warnings."""

    record: Applicant
    warnings: tuple[Any, ...] = ()


def _of(detail: ApplicantDetail) -> Applicant:
    return Applicant(detail.row.applicant_id, detail.notes, detail)


def _save(books: Any, wanted: Applicant, _before: Applicant | None) -> SavedNotes:
    return SavedNotes(_of(save_applicant_notes(books, wanted.record_id or 0, wanted.notes)))


def open_in_browser(address: str) -> bool:
    """Open a page in the system's browser; whether that was possible."""
    return QDesktopServices.openUrl(QUrl(address))


class ApplicantWindow(EditWindow[Applicant]):
    """The window of an applicant; `opener` opens a page in the browser."""

    key, title, kind, noun = "applicant", "Applicant", "Applicant", "applicant"
    help_page = "applicants"
    topics = frozenset({"applicants", "profiles"})
    parameter = "applicant_id"
    tells = ("applicants",)
    source = RecordSource(
        new=Applicant(),
        read=lambda books, key: _of(applicant_detail(books, key)),
        keys=lambda books: [row.applicant_id for row in applicant_list(books)],
        save=_save,
        key_of=lambda record: record.record_id,
        title_of=lambda record: record.detail.row.name if record.detail is not None else "",
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.opener: Callable[[str], bool] = open_in_browser
        self.header = ApplicantHeader(self.accept_applicant)
        self.general = GeneralPage(self.browse_to_applicant)
        self.household = HouseholdPage()
        self.notes = NotesPage()
        pages = [("General", self.general), ("Household", self.household), ("Notes", self.notes)]
        self.build(self.header, pages, self.notes.rows)
        set_shown(self.buttons.new, shown=False)
        self.buttons.new.setEnabled(False)
        self.household.table.activated.connect(self._open_member)

    # as a window of records

    def first_focus(self) -> QWidget:
        """What is to be done with the applicant, else the pages."""
        return self.header.accept if self.header.accept.isEnabled() else self.tabs.tabBar()

    def start_new(self) -> None:
        """Applicants come from Inosio alone."""

    def new_record(self, parameters: Mapping[str, object]) -> Applicant:  # noqa: ARG002 - nobody is added by hand
        """Nobody."""
        return Applicant()

    def with_values(self, values: Mapping[str, Any]) -> Applicant:
        """The applicant with other notes."""
        return replace(self.record, notes=values["notes"])

    def record_shown(self) -> None:
        """Show what Inosio told."""
        detail = self.record.detail
        self.header.show_applicant(detail)
        self.general.show_applicant(detail)
        self.household.show_applicant(detail)

    def record_opened(self) -> None:
        """Say that it is only seen here, that it is frozen, or what could not be read of it."""
        detail = self.record.detail
        if detail is None:
            return
        if self.tabs.tabBar().hasFocus() and self.header.accept.isEnabled():
            self.header.accept.setFocus()
        if detail.row.frozen:
            self.problems.show_problem("info", frozen_words(detail.row), actions=self._open_tenant(detail))
        elif detail.row.unreadable:
            self.problems.show_problem(
                "warning", f"Inosio's newest answer on this applicant cannot be read ({shown(detail.row.unreadable)}).",
                ["It is shown below as it came, and read again after an upgrade of this program."],
            )  # fmt: skip
        elif detail.row.status == "withdrawn":
            self.problems.show_problem("warning", "This applicant withdrew at Inosio.")
        elif detail.household_problem:
            self.problems.show_problem("warning", shown(detail.household_problem))

    def enable_parts(self) -> None:
        """Only somebody who was read has notes."""
        self.notes.notes.setReadOnly(self.record.record_id is None)

    def left_buttons(self) -> list[CommandSpec]:
        """The tenant, and the list in print."""
        detail = self.record.detail
        tenant = detail is not None and detail.row.tenant_id is not None
        return [
            CommandSpec("open_tenant_profile", "Tenant", "tenant", "F6", self.open_tenant,
                        "The tenant this applicant became", tenant),
            CommandSpec("print", "Print", "print", "Ctrl+P", self.print_list, "The applicants as a report"),
        ]  # fmt: skip

    # what its buttons do

    def accept_applicant(self) -> None:
        """Open the window that accepts the whole household."""
        detail = self.record.detail
        if detail is not None and self.header.accept.isEnabled():
            self._leave(lambda: self.context.navigate("accept_applicant", {"applicant_id": self.record.record_id}))

    def open_tenant(self) -> None:
        """Open the tenant this applicant became."""
        detail = self.record.detail
        if detail is not None and detail.row.tenant_id is not None:
            self.context.open_record("tenant_profile", detail.row.tenant_id)

    def browse_to_applicant(self) -> None:
        """Open the applicant's page at Inosio in the browser; only an address that may be opened."""
        address = self.record.detail.browse_url if self.record.detail is not None else ""
        if not address:
            self.problems.show_problem("info", NO_PAGE)
        elif not is_web_link(address) or not self.opener(address):
            self.problems.show_problem("warning", NOT_OPENED)

    def print_list(self) -> None:
        """Open the report of the applicants."""
        self.context.navigate("report", {"name": "applicants"})

    def show_record(self, record: Applicant) -> None:
        """Show an applicant; what the bar says follows where he was accepted meanwhile."""
        was = self.record
        super().show_record(record)
        here = was.detail is not None and was.record_id == record.record_id
        if here and was.detail and record.detail and was.detail.row.frozen != record.detail.row.frozen:
            self.record_opened()

    def _open_tenant(self, detail: ApplicantDetail) -> list[CommandSpec]:
        if detail.row.tenant_id is None:
            return []
        words = f"Open Tenant {detail.row.tenant_code}"
        return [CommandSpec("open_tenant_of_applicant", words, "tenant", slot=self.open_tenant)]

    def _open_member(self, key: object) -> None:
        if key != self.record.record_id:
            self.context.navigate(self.key, {self.parameter: key})
