"""The help pages: our own Markdown files of resources/help, in the order of the contents, and the search in them."""

from collections.abc import Sequence
from functools import cache

from landlord_desktop.config import resource_path
from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.widgets.buttons import shortcut_text

FIRST_PAGE = "integration_guide"
PAGES = (
    FIRST_PAGE,
    "log_on",
    "dashboard",
    "batch_receipts",
    "load_receipts",
    "after_post",
    "tenant_receipt",
    "ledger_receipt",
    "charge_tenant",
    "adjust_open_credits",
    "tenant_history",
    "returns",
    "receipt_history",
    "corrections",
    "scheduled_receivables",
    "deposit_receipts",
    "bank_history",
    "bank_transfer",
    "general_ledger",
    "journal",
    "check_books",
    "owners",
    "units",
    "tenants",
    "applicants",
    "vendors",
    "cross_reference",
    "work_orders",
    "account_codes",
    "charge_codes",
    "posting_table",
    "fee_profiles",
    "late_fee_profiles",
    "schedules",
    "database_settings",
    "users",
    "inosio_settings",
    "integration_log",
    "autopilot",
    "reports",
    "backup",
    "office_server",
    "keyboard",
    "messages",
    "release_notes",
)


@cache
def page_text(page: str) -> str:
    """The Markdown of a page; empty for one that does not exist."""
    if page not in PAGES:
        return ""
    return resource_path("help", f"{page}.md").read_text(encoding="utf-8")


def page_title(page: str) -> str:
    """The heading of a page."""
    return page_text(page).partition("\n")[0].removeprefix("# ").strip()


def found_pages(words: str) -> list[str]:
    """The pages that hold every word, those with the words in their title first; all pages without words."""
    wanted = words.casefold().split()
    found = [page for page in PAGES if all(word in page_text(page).casefold() for word in wanted)]
    return sorted(found, key=lambda page: not all(word in page_title(page).casefold() for word in wanted))


def commands_text(title: str, commands: Sequence[CommandSpec]) -> str:
    """A table of a screen's commands and their keys; empty without commands."""
    if not commands:
        return ""
    lines = [f"| {_plain(command.text)} | {shortcut_text(command.shortcut) or '&nbsp;'} |" for command in commands]
    return f"\n## Commands of {_plain(title)}\n\n| Command | Key |\n|---|---|\n" + "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").replace("|", "/")
