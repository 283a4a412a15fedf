"""Profiles > Applicants: who was approved at Inosio and waits, who was accepted, and Load Applicants from Inosio."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.services.applicants import ApplicantRow, applicant_list
from landlord_desktop.ui.applicant_words import applicant_state, unit_words
from landlord_desktop.ui.features import APPLICANTS
from landlord_desktop.ui.retrieved_applicants import ApplicantRun
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.widgets.list_screen import Folder, ListScreen, ListSource
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip
from landlord_desktop.ui.widgets.rows_model import Column


@dataclass(frozen=True, slots=True)
class Listed:
    """An applicant in the list, with the name of the household's primary."""

    row: ApplicantRow
    household: str


COLUMNS = (
    Column("name", "Name", value=lambda one: shown(one.row.name), width=116, stretch=True),
    Column("kind", "Kind", value=lambda one: one.row.kind_words, width=102),
    Column("unit", "Unit", value=lambda one: unit_words(one.row), width=112),
    Column("move_in", "Move In", "date", value=lambda one: one.row.move_in_on, width=88),
    Column("rent", "Rent", "money", value=lambda one: one.row.rent_cents, width=84),
    Column("applied", "Applied", "date", value=lambda one: one.row.submitted_on, width=93),
    Column("approved", "Approved", "date", value=lambda one: one.row.approved_on, width=93),
    Column("status", "Status", "state", value=lambda one: applicant_state(one.row), width=115),
    Column("household", "Household", value=lambda one: shown(one.household), width=97),
    Column("tenant", "Tenant", value=lambda one: one.row.tenant_code, width=88),
    Column("email", "E-mail", value=lambda one: shown(one.row.email), width=190, visible=False),
    Column("phone", "Phone", value=lambda one: shown(one.row.phone), width=120, visible=False),
    Column("external_id", "External ID", value=lambda one: shown(one.row.external_id), width=110, visible=False),
)


def list_applicants(books: Any) -> list[Listed]:
    """All applicants, each with whose household it is; a primary who is not here yet by the ID at Inosio."""
    rows = applicant_list(books)
    names = {row.applicant_id: row.name for row in rows}
    return [Listed(row, names.get(row.primary_id or 0, row.primary_external_id or row.name)) for row in rows]


def _is_accepted(one: Listed) -> bool:
    return one.row.frozen


def _is_withdrawn(one: Listed) -> bool:
    return one.row.status == "withdrawn" and not one.row.frozen


def _is_waiting(one: Listed) -> bool:
    """What cannot be read waits too: somebody must look at it."""
    return not _is_accepted(one) and not _is_withdrawn(one)


class ApplicantsScreen(ListScreen):
    """Lists the applicants."""

    key, title, help_page = "applicants", "Applicants", "applicants"
    topics = frozenset({"applicants", "profiles"})
    source = ListSource(list_applicants, lambda one: one.row.applicant_id)
    opens, parameter, noun, plural_noun = "applicant", "applicant_id", "applicant", "applicants"
    folders_shown = (
        Folder("waiting", "1. Waiting", _is_waiting), Folder("accepted", "2. Accepted", _is_accepted),
        Folder("withdrawn", "3. Withdrawn", _is_withdrawn), Folder("all", "4. All", lambda _row: True),
    )  # fmt: skip
    columns = COLUMNS

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.problems = ProblemBar("applicants_problem")
        self.progress = ProgressStrip("applicants_progress")
        self.run = ApplicantRun(context, self.problems, self.progress, self)
        self.run.busy_changed.connect(self.left_buttons_changed)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - a list is laid out so
        layout.insertWidget(1, self.problems)
        layout.insertWidget(2, self.progress)

    def activate(self, **parameters: object) -> None:
        """Read the list; `folder` names the folder to show."""
        folder = parameters.get("folder")
        if isinstance(folder, str) and folder in self._holds:
            self.folders.choose(folder)
        super().activate()

    def left_buttons(self) -> list[CommandSpec]:
        """Filter, Edit, Load Applicants from Inosio and the list in print. Nobody is added by hand here."""
        filtered, edit = super().left_buttons()[:2]
        load = CommandSpec(
            "load_applicants_from_inosio", "Load Applicants from Inosio", "load", "Ctrl+L", self.run.start,
            "Fetch the applicants that are new or changed", not self.run.is_busy, primary=True,
        )  # fmt: skip
        report = CommandSpec("print", "Print", "print", "Ctrl+P", self.print_list, "The applicants as a report")
        return [load, filtered, edit, report] if self.context.features.shows(APPLICANTS) else [filtered, edit, report]

    def print_list(self) -> None:
        """Open the report of the applicants, to be printed or written to a file."""
        self.context.navigate("report", {"name": "applicants"})

    def _first_command(self) -> CommandSpec:
        """The way to fill an empty list."""
        return CommandSpec("load_applicants", "Load Applicants from Inosio", "load", slot=self.load)

    def load(self) -> None:
        """Fetch the applicants."""
        self.run.start()
