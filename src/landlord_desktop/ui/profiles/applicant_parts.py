"""The parts of an applicant's window: who it is and what can be done, and the three pages."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.services.applicants import LONGEST_NOTES, ApplicantDetail, ApplicantRow
from landlord_desktop.ui.applicant_words import applicant_state, unit_and_code
from landlord_desktop.ui.text import format_moment, plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import StateBadge
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.fields import NotesEdit
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.record_pages import RecordPage
from landlord_desktop.ui.widgets.rows_model import Column
from landlord_desktop.ui.widgets.side_by_side import SideBySide

ACCEPT = "Accept Applicant and Create a Tenant Profile"
ACCEPT_TIP = "Take the whole household over as tenants; everything is shown before"
VIEW_ONLY = (
    "These facts are Inosio's: they can only be seen here. They are edited at Inosio, and the next retrieve brings the "
    "change."
)
FROZEN = "These facts are Inosio's, as they were when the applicant was accepted."
NO_PAGE = "Inosio has not told the page of this applicant."
_HOUSEHOLD_HINT = "They are accepted together. Enter opens the one chosen."
_HOUSEHOLD = (
    Column("name", "Name", value=lambda row: shown(row.name), width=150, stretch=True),
    Column("kind", "Kind", value=lambda row: row.kind_words, width=120),
    Column("status", "Status", "state", value=applicant_state, width=150),
    Column("email", "E-mail", value=lambda row: shown(row.email), width=200),
    Column("phone", "Phone", value=lambda row: shown(row.phone), width=130),
    Column("move_in", "Move In", "date", value=lambda row: row.move_in_on, width=100),
    Column("tenant", "Tenant", value=lambda row: row.tenant_code, width=110),
)


def accept_hindrance(detail: ApplicantDetail | None) -> str:
    """Why the applicant cannot be accepted here now; empty where nothing is in the way."""
    if detail is None:
        return "No applicant is shown."
    if detail.row.accepted_at is not None:
        return f"Accepted already, as tenant {detail.row.tenant_code}."
    if not detail.row.status:
        return "What Inosio told of this applicant cannot be read."
    return shown(detail.household_problem)


def frozen_words(row: ApplicantRow) -> str:
    """Since when nothing changes the applicant any more, and why."""
    if row.accepted_at is None:
        return "Accepted at Inosio: nothing that is told later changes this record any more. There is no tenant here."
    by = f" by {shown(row.accepted_by)}" if row.accepted_by else ""
    return (
        f"Accepted {format_moment(row.accepted_at)}{by} as tenant {row.tenant_code}. Nothing that Inosio tells changes "
        "this record any more."
    )


class ApplicantHeader(Card):
    """Name, kind, how it stands, and the button that makes a tenant of the applicant."""

    def __init__(self, accept: Callable[[], object]) -> None:
        super().__init__("applicant_header")
        self.name = label("", "applicant_name", "heading")
        self.words = label("", "applicant_words", "muted")
        self.state = StateBadge("applicant_state")
        self.accept = push_button(
            ACCEPT, "accept_applicant_and_create_a_tenant_profile", "primary", "check", "Ctrl+Return", ACCEPT_TIP,
            accept,
        )
        said = QVBoxLayout()
        said.setSpacing(SPACE[0])
        said.addWidget(self.name)
        said.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        row.addLayout(said)
        row.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.accept, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)

    def show_applicant(self, detail: ApplicantDetail | None) -> None:
        """Show who it is; the button goes where a tenant was made already."""
        self.name.setText("No applicant is shown" if detail is None else shown(detail.row.name))
        self.words.setText("" if detail is None else _whose(detail))
        self.state.set_state(None if detail is None else applicant_state(detail.row))
        hindrance = accept_hindrance(detail)
        self.accept.setEnabled(not hindrance)
        self.accept.setToolTip(hindrance or f"{ACCEPT_TIP} (Ctrl+Enter)")
        set_shown(self.accept, shown=detail is not None and detail.row.accepted_at is None)


class GeneralPage(QWidget):
    """1. General: the person, the home that is wanted, and what Inosio says of the application."""

    def __init__(self, browse: Callable[[], object]) -> None:
        super().__init__()
        self.view_only = label(VIEW_ONLY, "applicant_view_only", "muted", wrap=True)
        self.person = DetailPanel("applicant_person", "Person")
        self.home = DetailPanel("applicant_home", "Home and Lease")
        self.inosio = DetailPanel("applicant_information", "Inosio")
        self.browse = push_button("Browse To Applicant", "browse_to_applicant", icon="link", shortcut="Ctrl+Alt+E",
                                  slot=browse)  # fmt: skip
        self.inosio.header.addWidget(self.browse)
        self.raw = NotesEdit("applicant_raw_text", 5)
        self.raw.setReadOnly(True)
        self.raw.setAccessibleName("The answer as it came")
        self.raw_card = Card("applicant_raw_card", "The Answer as It Came")
        self.raw_card.body.addWidget(self.raw)
        self._lay_out()

    def show_applicant(self, detail: ApplicantDetail | None) -> None:
        """Show what was told."""
        self.view_only.setText(FROZEN if detail is not None and detail.row.frozen else VIEW_ONLY)
        row = None if detail is None else detail.row
        self.person.set_pairs([
            Pair("Name", getattr(row, "name", None), object_name="name"),
            Pair("E-mail", getattr(row, "email", None), object_name="email"),
            Pair("Phone", getattr(row, "phone", None), object_name="phone"),
            Pair("Current Address", getattr(detail, "current_address", None), object_name="current_address"),
            Pair("Employer", getattr(detail, "employer", None), object_name="employer"),
            Pair("Monthly Income", getattr(detail, "monthly_income_cents", None) or None, "money", "monthly_income"),
        ])  # fmt: skip
        self.home.set_pairs([
            Pair("Unit", None if row is None else unit_and_code(row), object_name="unit"),
            Pair("Move In", getattr(row, "move_in_on", None), "date", "move_in"),
            Pair("Lease Starts", getattr(row, "lease_starts_on", None), "date", "lease_starts"),
            Pair("Lease Expires", getattr(row, "lease_expires_on", None), "date", "lease_expires"),
            Pair("Rent", getattr(row, "rent_cents", None) or None, "money", "rent"),
        ])  # fmt: skip
        self.inosio.set_pairs([
            Pair("External ID", getattr(row, "external_id", None), object_name="external_id"),
            Pair("Status", None if row is None else row.status_words, object_name="status"),
            Pair("Applied", getattr(row, "submitted_on", None), "date", "applied"),
            Pair("Approved", getattr(row, "approved_on", None), "date", "approved"),
            Pair("Last Modified", _moment(getattr(row, "last_modified", None)), object_name="last_modified"),
            Pair("Retrieved", _moment(getattr(detail, "retrieved_at", None)), object_name="retrieved"),
        ])  # fmt: skip
        has_page = detail is not None and bool(detail.browse_url)
        self.browse.setEnabled(has_page)
        self.browse.setToolTip("Open the page in the browser (Ctrl+Alt+E)" if has_page else NO_PAGE)
        self._show_raw(detail)

    def _show_raw(self, detail: ApplicantDetail | None) -> None:
        text = detail.raw_text if detail is not None and detail.row.unreadable else ""
        self.raw.setPlainText("\n".join(shown(line) for line in text.splitlines()))
        set_shown(self.raw_card, shown=bool(text))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(self.view_only)
        layout.addWidget(SideBySide((self.person, 1), (self.home, 1), (self.inosio, 1), spacing=SPACE[3]))
        layout.addWidget(self.raw_card)
        layout.addStretch(1)
        for panel in (self.person, self.home, self.inosio):
            panel.setMinimumWidth(250)


class HouseholdPage(QWidget):
    """2. Household: the primary applicant and the co-applicants."""

    def __init__(self) -> None:
        super().__init__()
        self.problem = label("", "household_problem", wrap=True)
        self.table = HistoryTable(
            "household", _HOUSEHOLD, lambda row: row.applicant_id, "Nobody of this household is here", multi=False,
            with_filter=False,
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[2])
        layout.addWidget(label(_HOUSEHOLD_HINT, "household_hint", "muted", wrap=True))
        layout.addWidget(self.problem)
        layout.addWidget(self.table, 1)

    def show_applicant(self, detail: ApplicantDetail | None) -> None:
        """Show the household of this applicant, the row of the applicant chosen."""
        self.table.set_rows([] if detail is None else detail.household)
        self.problem.setText("" if detail is None else shown(detail.household_problem))
        set_shown(self.problem, shown=bool(self.problem.text()))
        if detail is not None:
            self.table.select_key(detail.row.applicant_id)


class NotesPage(RecordPage):
    """3. Notes: the office's own."""

    def __init__(self) -> None:
        super().__init__({"notes": "Notes"}, columns=1)
        self.notes = NotesEdit("notes", 8)
        self.add_wide("notes", "Notes", self.notes, f"Kept here and never sent. At most {LONGEST_NOTES:,} characters.")


def _whose(detail: ApplicantDetail) -> str:
    row = detail.row
    others = len(detail.household) - 1
    if row.is_co_applicant:
        head = next((one.name for one in detail.household if not one.is_co_applicant), row.primary_external_id)
        return f"Co-Applicant of {shown(head)}" if head else row.kind_words
    return f"{row.kind_words}, {plural(others, 'co-applicant')}" if others else row.kind_words


def _moment(at: datetime | None) -> str | None:
    return None if at is None else format_moment(at)
