"""The left column of Batch Receipts."""

from typing import TYPE_CHECKING

from landlord_desktop.ui.screen import CommandSpec

if TYPE_CHECKING:
    from landlord_desktop.ui.receivables.batch_screen import BatchScreen

_POST = "Post the payments that match and those accepted"


def left_commands(screen: "BatchScreen") -> list[CommandSpec]:
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
        *posts,
        *screen.history.commands(),
    ]  # fmt: skip
