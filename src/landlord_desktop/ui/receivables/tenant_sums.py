"""What a tenant owes and has, shown under an entry as soon as the tenant is chosen."""

from PySide6.QtWidgets import QWidget

from landlord_desktop.services.credit_adjustments import CreditFacts, credit_facts
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.widgets.sum_box import SumBox


class TenantSums(SumBox):
    """Unpaid Charges, Advance Payments and Open Credits of the tenant; zero where none is chosen."""

    def __init__(self, object_name: str, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(object_name, parent)
        self._context = context
        self._tenant_id: int | None = None
        for key, title in (
            ("unpaid", "Unpaid Charges"), ("advance", "Advance Payments"), ("credit", "Open Credits"),
        ):  # fmt: skip
            self.add(key, title)

    def show_tenant(self, tenant_id: object) -> None:
        """Read and show this tenant's sums."""
        self._tenant_id = tenant_id if isinstance(tenant_id, int) else None
        if self._tenant_id is None:
            self._show(None)
            return
        books, wanted = self._context.books, self._tenant_id
        self._context.background.run(lambda _task: credit_facts(books, wanted), done=self._show, owner=self)

    def _show(self, facts: CreditFacts | None) -> None:
        if facts is not None and facts.tenant_id != self._tenant_id:
            return
        self.set_cents("unpaid", facts.unpaid_cents if facts else 0)
        self.set_cents("advance", facts.advance_cents if facts else 0)
        self.set_cents("credit", facts.open_credit_cents if facts else 0)
