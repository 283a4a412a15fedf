"""The dashboard: what waits today, each card a way to the screen that settles it, and two charts."""

from collections.abc import Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from landlord_desktop.services.dashboard import DashboardFacts, dashboard_facts
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.features import APPLICANTS, MAINTENANCE
from landlord_desktop.ui.home import dashboard_words
from landlord_desktop.ui.home.charts import Chart, draw_columns, draw_rows
from landlord_desktop.ui.home.fact_card import CardGrid, FactCard
from landlord_desktop.ui.home.first_steps import FirstSteps
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import format_long_day
from landlord_desktop.ui.theme.style import text_scale, theme_changed
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_CHART_HEIGHT = 780
_SIDE_BY_SIDE = 620


class Dashboard(Screen):
    """The home screen; it reads in the background and shows its frame first."""

    key = "dashboard"
    title = "Home"
    help_page = "dashboard"
    topics = frozenset({
        "batches", "working_lines", "receipts", "slips", "charges", "settings", "outbox", "accounts", "checks",
        "work_orders", "applicants",
        "returns",
    })  # fmt: skip

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._reading = False
        self._read_again = False
        self.problem = ProblemBar("dashboard_problem")
        self.day = label("", "dashboard_day", "muted")
        self.batches = FactCard("card_batches", "Unprocessed Batches", "load")
        self.working_list = FactCard("card_working_list", "Batch Receipts", "batch")
        self.deposits = FactCard("card_deposits", "Awaiting Deposit", "deposit")
        self.sync = FactCard("card_sync", "Synchronization", "send")
        self.returns = FactCard("card_returns", "Returned Payments", "undo")
        self.elsewhere = FactCard("card_elsewhere", "Processed There, Not Here", "warning")
        self.aside = FactCard("card_set_aside", "Answers Set Aside", "info")
        self.books_check = FactCard("card_check_books", "Check of the Books", "warning")
        self.autopilot = FactCard("card_autopilot", "Autopilot", "check")
        self.work_orders = FactCard("card_work_orders", "Work Orders", "wrench")
        self.applicants = FactCard("card_applicants", "Applicants", "user")
        self.steps = FirstSteps()
        self.weeks = Chart(
            "chart_receipts", "Receipts per week of the last 12 weeks", "No receipts in the last 12 weeks", draw_columns
        )
        self.ages = Chart("chart_unpaid", "Unpaid charges by age", "No charge is unpaid", draw_rows)
        self.cards = CardGrid("cards_today", (self.batches, self.working_list, self.deposits, self.sync))
        self.notices = CardGrid("cards_notices", (
            self.books_check, self.autopilot, self.returns, self.elsewhere, self.aside, self.work_orders,
            self.applicants,
        ))  # fmt: skip
        self._charts = QWidget()
        self._chart_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._charts)
        self._lay_out()
        theme_changed().changed.connect(self._turn_charts)
        for card in (
            self.batches, self.working_list, self.deposits, self.sync, self.books_check, self.returns,
            self.elsewhere, self.aside, self.work_orders, self.applicants, self.autopilot, self.steps,
        ):
            card.opened.connect(self._open)

    def left_buttons(self) -> list[CommandSpec]:
        """Only Refresh; the window puts the ways to the other screens above it."""
        return [CommandSpec("refresh", "Refresh", "refresh", "F5", self.read, "Read everything again")]

    def first_focus(self) -> QWidget:
        """The first card, or the first step of a new office."""
        return self.batches if self.steps.isHidden() else self.steps.next_button()

    def activate(self, **_parameters: object) -> None:
        """Read."""
        self.read()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - any of its topics means the same
        """Read again."""
        self.read()

    def read(self) -> None:
        """Read in the background; a second wish while one is under way makes one more read."""
        if self._reading:
            self._read_again = True
            return
        self._reading = True
        books = self.context.books
        self.context.background.run(
            lambda _task: dashboard_facts(books), done=self._show, failed=self._failed, owner=self
        )

    def _show(self, facts: DashboardFacts) -> None:
        self._end_read()
        self.day.setText(format_long_day(facts.today))
        new_office = facts.empty_office
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self.steps.setVisible(new_office)
        self.cards.setVisible(not new_office)
        self._charts.setVisible(not new_office)
        self.steps.show_facts(facts)
        self.batches.show_words(dashboard_words.batches_card(facts))
        self.working_list.show_words(dashboard_words.working_list_card(facts))
        self.deposits.show_words(dashboard_words.deposit_card(facts))
        self.sync.show_words(dashboard_words.sync_card(facts))
        self._show_notices(facts)
        self.weeks.set_bars(dashboard_words.week_bars(facts.weeks))
        self.ages.set_bars(dashboard_words.age_bars(facts.ages))
        self.problem.clear()
        if had_focus and new_office:
            self.steps.next_button().setFocus()

    def _show_notices(self, facts: DashboardFacts) -> None:
        shows = self.context.features.shows
        wanted = (
            (self.books_check, dashboard_words.check_card(facts)),
            (self.autopilot, dashboard_words.autopilot_card(facts)),
            (self.returns, dashboard_words.returns_card(facts)),
            (self.elsewhere, dashboard_words.elsewhere_card(facts)), (self.aside, dashboard_words.aside_card(facts)),
            (self.work_orders, dashboard_words.work_orders_card(facts) if shows(MAINTENANCE) else None),
            (self.applicants, dashboard_words.applicants_card(facts) if shows(APPLICANTS) else None),
        )  # fmt: skip
        for card, words in wanted:
            if words is not None:
                card.show_words(words)
        present = [card for card, words in wanted if words is not None]
        self.notices.show_cards(present)
        self.notices.setVisible(bool(present))

    def _failed(self, error: BaseException) -> None:
        self._end_read()
        sentence = getattr(error, "sentence", "")
        if sentence:
            action = CommandSpec("read_again", "Try Again", "refresh", slot=self.read)
            self.problem.show_problem("negative", sentence, actions=[action])
        else:
            self.context.report_error(error)

    def _end_read(self) -> None:
        self._reading = False
        if self._read_again:
            self._read_again = False
            self.read()

    def _open(self, screen: str, parameters: Mapping[str, object]) -> None:
        self.context.navigate(screen, parameters)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Charts stand side by side where there is room for both."""
        super().resizeEvent(event)
        self._turn_charts()

    def _turn_charts(self) -> None:
        wide = self.width() >= _SIDE_BY_SIDE * text_scale()
        self._chart_row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _lay_out(self) -> None:
        self.steps.setVisible(False)
        self.notices.setVisible(False)
        page = QWidget()
        page.setProperty("role", "page")
        inner = QVBoxLayout(page)
        inner.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        inner.setSpacing(SPACE[3])
        heading = QHBoxLayout()
        heading.addWidget(label("What waits today", role="title"))
        heading.addStretch(1)
        heading.addWidget(self.day)
        inner.addLayout(heading)
        inner.addWidget(self.problem)
        inner.addWidget(self.steps)
        inner.addWidget(self.cards)
        inner.addWidget(self.notices)
        self._chart_row.setContentsMargins(0, 0, 0, 0)
        self._chart_row.setSpacing(SPACE[3])
        for chart, title, part in ((self.weeks, "Receipts per Week", 3), (self.ages, "Unpaid Charges by Age", 2)):
            card = Card(f"{chart.objectName()}_card", title)
            card.body.addWidget(chart, 1)
            self._chart_row.addWidget(card, part)
        self._charts.setMaximumHeight(_CHART_HEIGHT)
        inner.addWidget(self._charts, 200)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
