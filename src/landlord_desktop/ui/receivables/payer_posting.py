"""A posting screen that begins with the tenant: who it is, and the way to what that tenant owed and paid."""

from typing import Any

from PySide6.QtWidgets import QWidget

from landlord_desktop.services.lookups import read_lookups
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.receivables.payer_fields import PayerFields
from landlord_desktop.ui.receivables.pick_rows import Picks, make_picks
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.widgets.posting_screen import PostingScreen


class PayerPosting(PostingScreen):
    """Reads what can be chosen; a tenant named in `activate` is chosen then, and `after_tenant` gets the keyboard."""

    def __init__(self, context: ScreenContext, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.payer = PayerFields(prefix)
        self._wanted: object = None

    def left_buttons(self) -> list[CommandSpec]:
        """The tenant's history."""
        return [
            CommandSpec(
                "open_tenant_history", "Tenant History", "history", "Ctrl+Alt+H", self.open_history,
                "What the tenant owed and paid", self.payer.tenant_id() is not None,
            )
        ]  # fmt: skip

    def open_history(self) -> None:
        """What the tenant owed and paid."""
        self.context.open_record("tenant", self.payer.tenant_id())

    def activate(self, **parameters: object) -> None:
        """Read what can be chosen; `tenant_id` is chosen then."""
        self._wanted = parameters.get("tenant_id")
        self.read_picks()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - any of its topics means the same
        """Read again what can be chosen; what was entered stays."""
        self.read_picks()

    def first_focus(self) -> QWidget:
        """The unit."""
        return self.payer.unit

    # what a screen gives

    def read_more(self, books: Any) -> Any:  # noqa: ARG002 - for the screen's own
        """Read what can be chosen besides; called in the background, so it touches no widget."""
        return None

    def show_read(self, picks: Picks, more: Any) -> None:
        """Offer what was read besides units and tenants."""

    def after_tenant(self) -> QWidget:
        """Where the entry goes on once the tenant is chosen."""
        return self.payer.tenant

    # how it is done

    def read_picks(self) -> None:
        """Read what can be chosen."""
        books = self.context.books
        self.context.background.run(
            lambda _task: (make_picks(read_lookups(books)), self.read_more(books)), done=self._picks_read, owner=self
        )

    def _picks_read(self, found: tuple[Picks, Any]) -> None:
        self.payer.set_picks(found[0])
        self.show_read(*found)
        if isinstance(self._wanted, int):
            self.payer.choose(self._wanted)
            self.after_tenant().setFocus()
            self._wanted = None
