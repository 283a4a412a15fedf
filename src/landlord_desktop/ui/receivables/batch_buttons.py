"""The left column of Batch Receipts."""

from typing import Protocol

from landlord_desktop.ui.receivables.line_undo import LineUndo
from landlord_desktop.ui.screen import CommandSpec


class Commands(Protocol):
    """What the buttons press: the screen, as far as they know it."""

    makes_slips: bool
    history: LineUndo

    @property
    def idle(self) -> bool: ...
    def post(self) -> None: ...
    def post_morning(self) -> None: ...
    def deposit_receipts(self) -> None: ...
    def load_receipts(self) -> None: ...
    def load_all(self) -> None: ...
    def report(self) -> None: ...
    def preview_post(self) -> None: ...


_POST = "Post the payments that match and those accepted"


def left_commands(screen: Commands) -> list[CommandSpec]:
    """Deposit Receipts, the steps of the batch, and what can be taken back."""
    idle, slips = screen.idle, screen.makes_slips
    posts = [
        CommandSpec("post", "Post", "check", "Ctrl+Shift+Return" if slips else "Ctrl+Return", screen.post, _POST,
                    enabled=idle, primary=not slips),
    ]  # fmt: skip
    if slips:
        posts.append(
            CommandSpec(
                "post_and_slips", "Post, Make Slips", "deposit", "Ctrl+Return", screen.post_morning,
                f"{_POST}, then make the deposit slips of the batches that are whole", enabled=idle, primary=True,
            )
        )
    return [
        CommandSpec("deposit_receipts", "Deposit Receipts", "deposit", slot=screen.deposit_receipts,
                    tooltip="GL > Deposit Receipts (Ctrl+D)"),
        CommandSpec("left_load_receipts_from_inosio", "Load Receipts from Inosio", "load",
                    slot=screen.load_receipts, tooltip="Load Receipts from Inosio (Ctrl+L)", enabled=idle),
        CommandSpec("load_all_unprocessed", "Load All Batches", "load", "F6", screen.load_all,
                    "Load the receipts of every unprocessed batch", enabled=idle),
        CommandSpec("report", "Report", "report", "Ctrl+P", screen.report,
                    "Print what was just posted, else the Post Batch Receipts report"),
        CommandSpec("preview_batch", "Preview Post", "search", "Ctrl+Shift+E", screen.preview_post,
                    "Show what Post would do: banks, ledgers, debits and credits", enabled=idle),
        *posts,
        *screen.history.commands(),
    ]  # fmt: skip
