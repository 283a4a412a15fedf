"""Accept Applicant and Create a Tenant Profile: the whole household in one go, and what it will make in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.errors import LandlordError, RuleError, StaleError
from landlord_desktop.services.applicant_acceptance import accept_household, propose_household
from landlord_desktop.services.applicant_household import (
    AcceptedHousehold,
    HouseholdError,
    HouseholdOrder,
    HouseholdProposal,
    MemberOrder,
)
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.tenant_record import Tenant
from landlord_desktop.ui import record_choices
from landlord_desktop.ui.applicant_words import preview_sentence
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.profiles.accept_parts import Choices, CoApplicantFields, MemberFields, PrimaryFields
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets import confirm
from landlord_desktop.ui.widgets.buttons import icon_button, push_button
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.page_tabs import scrolled
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.record_faults import focus_problem, mark_problems, named_problems, typed_problems

NOBODY = "Nobody was accepted."
LOOK_FIRST = "Look at this before you accept:"
_LEAVE = (confirm.Choice("leave", "Leave", "danger"), confirm.Choice("stay", "Stay", "primary"))


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read for the window."""

    applicant_id: int
    proposal: HouseholdProposal
    choices: Choices


class AcceptWindow(Screen):
    """Built anew for each household; nothing is made before Accept, and then all of it or nothing."""

    key, title, help_page = "accept_applicant", "Accept Applicant", "applicants"
    topics = frozenset({"applicants"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.members: list[MemberFields] = []
        self._applicant_id: int | None = None
        self._responsible_code = ""
        self._busy = False
        self.problems = ProblemBar("accept_applicant_problem")
        self.preview = label("", "accept_preview", wrap=True)
        self.accept_button = push_button(
            "Accept", "accept", "primary", "check", "Ctrl+Return", "Make these tenants: all of them, or none",
            self.accept,
        )
        self.cancel_button = push_button("Cancel", "cancel", shortcut="Esc", tooltip="Leave; nothing is made")
        self.cancel_button.clicked.connect(self.close_asked)
        self.page = QWidget()
        self._stack = QVBoxLayout(self.page)
        self._stack.setContentsMargins(0, 0, SPACE[2], 0)
        self._stack.setSpacing(SPACE[3])
        self._stack.addStretch(1)
        self.area = scrolled(self.page)
        self._lay_out()
        self._show_preview()

    # as a screen

    def activate(self, **parameters: object) -> None:
        """Propose the household of the applicant named; what was typed for another one is asked about first."""
        wanted = parameters.get("applicant_id")
        if isinstance(wanted, int) and (wanted != self._applicant_id or not self.is_changed()) and self.can_close():
            self._read(wanted)

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - its one topic
        """Propose again, unless something typed would be lost: what changed meanwhile is told at Accept."""
        if self._applicant_id is not None and not self._busy and not self.is_changed():
            self._read(self._applicant_id)

    def first_focus(self) -> QWidget:
        """The first tenant's ID."""
        return self.members[0].rows["code"].field if self.members else self.cancel_button

    def can_close(self) -> bool:
        """Ask where something typed would be lost."""
        if not self.is_changed():
            return True
        return confirm.ask(self, "Leave Accept Applicant?", "Nobody is accepted yet; what was entered will be lost.",
                           _LEAVE, "stay") == "leave"  # fmt: skip

    def left_buttons(self) -> list[CommandSpec]:
        """The applicant's window."""
        there = self._applicant_id is not None
        return [CommandSpec("open_applicant", "Applicant", "user", "F6", self.open_applicant,
                            "What Inosio told of the applicant", there)]  # fmt: skip

    def is_changed(self) -> bool:
        """Whether anything differs from what was proposed."""
        return any(member.is_changed() for member in self.members)

    # what its buttons do

    def open_applicant(self) -> None:
        """Open the applicant's window."""
        if self._applicant_id is not None:
            self.context.navigate("applicant", {"applicant_id": self._applicant_id})

    def accept(self) -> None:
        """Check, and make the tenants; a second press while that is under way is harmless."""
        if self._busy or not self.members:
            return
        self._clear_errors()
        wanted = self._wanted()
        faults = [(member, typed_problems(member.rows)) for member in wanted]
        if any(problems for _member, problems in faults):
            self._show_faults(faults)
            return
        order, books = self.order(), self.context.books
        self._set_busy(busy=True)
        self.context.background.run(
            lambda _task: accept_household(books, order), done=self._accepted, failed=self._failed, owner=self
        )

    def order(self) -> HouseholdOrder:
        """The household as it was filled in."""
        return HouseholdOrder(tuple(
            MemberOrder(member.member.applicant.applicant_id, tenant, member.member.applicant.last_modified)
            for member, tenant in self._tenants()
        ))  # fmt: skip

    # how it is done

    def _tenants(self) -> list[tuple[MemberFields, Tenant]]:
        """Each member that is wanted with the tenant typed; co-applicants live in the primary's unit."""
        made = [(member, member.tenant()) for member in self._wanted()]
        primary = self._primary()
        if primary is None:
            return made
        unit_id = primary.tenant().unit_id
        return [(member, replace(tenant, unit_id=unit_id)) for member, tenant in made]

    def _primary(self) -> PrimaryFields | None:
        return next((member for member in self.members if isinstance(member, PrimaryFields)), None)

    def _wanted(self) -> list[MemberFields]:
        return [member for member in self.members if member.is_wanted]

    def _read(self, applicant_id: int) -> None:
        books = self.context.books
        if applicant_id != self._applicant_id:
            self._clear_page()
        self._applicant_id = applicant_id
        self._set_busy(busy=True)
        self.context.background.run(
            lambda _task: _Found(applicant_id, propose_household(books, applicant_id), _choices(books)),
            done=self._show, failed=self._read_failed, owner=self,
        )

    def _read_failed(self, error: BaseException) -> None:
        """Nobody can be accepted, so nothing is left to fill in; the reason is said."""
        self._clear_page()
        self._show_preview()
        self._failed(error)

    def _show(self, found: _Found) -> None:
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else True
        self._set_busy(busy=False)
        self._clear_page()
        self.problems.clear()
        self._show_warnings(found.proposal)
        co_applicants = 0
        for member in found.proposal.members:
            made: MemberFields
            if member.applicant.is_co_applicant:
                co_applicants += 1
                made = CoApplicantFields(member, self.context.today, co_applicants)
            else:
                made = PrimaryFields(member, self.context.today)
            self.members.append(made)
            self._stack.insertWidget(self._stack.count() - 1, made)
            made.fill(found.choices)
            made.changed.connect(self._show_preview)
        if self.members:  # the fields are younger than the buttons, yet Tab comes to them before
            QWidget.setTabOrder(self.members[-1].last_field(), self.accept_button)
            QWidget.setTabOrder(self.accept_button, self.cancel_button)
        self._responsible_code = found.proposal.responsible_code
        self.set_title(f"{shown(found.proposal.members[0].applicant.name)} [Accept Applicant]")
        self._show_preview()
        self.left_buttons_changed.emit()
        if had_focus:
            self.first_focus().setFocus()

    def _clear_page(self) -> None:
        self.members = []
        while self._stack.count() > 1:
            item = self._stack.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _show_warnings(self, proposal: HouseholdProposal) -> None:
        """What to look at before, over the fields, with the way to each tenant that is named."""
        texts = [*proposal.warnings]
        for member in proposal.members:
            texts += [f"{member.applicant.name}: {one.sentence}" for one in member.warnings]
        named = {one.tenant_id: one.code for member in proposal.members for one in member.named}
        if texts:
            opens = [
                CommandSpec(f"open_tenant_{key}", f"Open {shown(code)}", "tenant", slot=partial(self._open_tenant, key))
                for key, code in named.items()
            ]
            bar = ProblemBar("accept_warnings")
            self._stack.insertWidget(self._stack.count() - 1, bar)
            bar.show_problem("warning", LOOK_FIRST, texts, opens)

    def _open_tenant(self, tenant_id: int) -> None:
        self.context.open_record("tenant_profile", tenant_id)

    def _show_preview(self) -> None:
        primary, wanted = self._primary(), [tenant for _member, tenant in self._tenants()]
        code = self._responsible_code if primary is None else primary.code
        for member in self.members:
            if isinstance(member, CoApplicantFields):
                member.show_responsible(shown(code) or "The applicant above")
        self.preview.setText(preview_sentence(wanted, "" if primary is None else primary.unit_words(), code))
        self.accept_button.setEnabled(bool(wanted) and not self._busy)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.accept_button.setEnabled(not busy and bool(self._wanted()))

    def _accepted(self, accepted: AcceptedHousehold) -> None:
        applicant_id = self._applicant_id
        self._set_busy(busy=False)
        self._clear_page()  # nothing typed is worth a question any more
        self.context.notify("positive", shown(accepted.sentence))
        for tenant in accepted.tenants:
            for warning in tenant.warnings[:1]:
                self.context.notify("warning", f"{shown(tenant.code)}: {shown(warning.sentence)}")
        self.context.changes.tell("applicants", "profiles")
        self._applicant_id = None
        self.close_asked.emit()
        self.context.navigate("applicant", {"applicant_id": applicant_id})

    # what is wrong

    def _failed(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        if isinstance(error, HouseholdError):
            found = {one.applicant_id: one.fields for one in error.members}
            self._show_faults([
                (member, found.get(member.member.applicant.applicant_id, ())) for member in self.members
            ])  # fmt: skip
        elif isinstance(error, StaleError):
            again = CommandSpec("read_again", "Read Again", "refresh", slot=self._read_again)
            self.problems.show_problem("warning", shown(error.sentence), actions=[again])
        elif isinstance(error, LandlordError):
            problems = error.problems if isinstance(error, RuleError) and len(error.problems) > 1 else ()
            self.problems.show_problem("negative", NOBODY if problems else shown(error.sentence), problems)
        else:
            self.context.report_error(error)

    def _read_again(self) -> None:
        if self._applicant_id is not None:
            self._read(self._applicant_id)

    def _show_faults(self, faults: Sequence[tuple[MemberFields, Sequence[FieldProblem]]]) -> None:
        """Each fault under its field, the cursor in the first, all of them named above with whose they are."""
        words: list[str] = []
        first: tuple[MemberFields, FieldProblem] | None = None
        for member, problems in faults:
            name = shown(member.member.applicant.name)
            words += [f"{name}, {one}" for one in named_problems(member.rows, problems)]
            marked = mark_problems(member.rows, problems)
            if marked is not None and first is None:
                first = member, marked
        self.problems.show_problem("negative", NOBODY, words)
        if first is not None:
            focus_problem(first[0].rows, first[1])
            self.area.ensureWidgetVisible(first[0].rows[first[1].field])

    def _clear_errors(self) -> None:
        self.problems.clear()
        for member in self.members:
            for row in member.rows.values():
                row.clear_error()

    def _help(self) -> None:
        self.context.navigate("help", {"page": self.help_page})

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(SPACE[2])
        foot.addWidget(self.preview, 1, Qt.AlignmentFlag.AlignVCenter)
        about = icon_button("help", "accept_help", "Help on this window (F1)", self._help, tab_stop=False)
        for button in (about, self.accept_button, self.cancel_button):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addWidget(label("Accept Applicant and Create a Tenant Profile", "accept_applicant_title", "title"))
        layout.addWidget(self.area, 1)
        layout.addLayout(foot)


def _choices(books: object) -> Choices:
    schedules = record_choices.schedules(books)
    return {
        "unit_id": record_choices.units(books), "rent_schedule_id": schedules,
        "late_fee_profile_id": record_choices.late_fee_profiles(books),
        "recurring/charge_code_id": record_choices.charge_codes(books), "recurring/schedule_id": schedules,
    }  # fmt: skip
