"""The HTML of the sandbox's pages. Every text from outside goes through `text`; nothing else builds markup."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from landlord_desktop.sandbox.storage import JsonObject

SHOWN_DIGITS = 4


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: object) -> Markup:
    """The value as HTML text; what is markup already stays as it is."""
    return value if isinstance(value, Markup) else Markup(escape("" if value is None else str(value)))


def tag(name: str, *content: object, **attributes: str) -> Markup:
    """An element. A trailing underscore in an attribute's name is dropped, others become hyphens."""
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value
    )
    return Markup(f"<{name}{named}>{joined(content)}</{name}>")


def joined(parts: Iterable[object]) -> Markup:
    """Several pieces one after the other."""
    return Markup("".join(text(part) for part in parts))


def link(address: str, words: object, **attributes: str) -> Markup:
    """A link to a page of the sandbox."""
    return tag("a", words, href=address, **attributes)


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> Markup:
    """A table; heads that begin with "#" are of number columns. `empty` stands where there is no row."""
    listed = list(rows)
    if not listed:
        return tag("p", empty, class_="quiet")
    kinds = ["number" if head.startswith("#") else "" for head in heads]
    titles = zip(heads, kinds, strict=True)
    head = tag("tr", *(tag("th", words.lstrip("#"), scope="col", class_=kind) for words, kind in titles))
    body = [tag("tr", *(tag("td", cell, class_=kind) for cell, kind in zip(row, kinds, strict=True))) for row in listed]
    whole = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))
    # A wide table scrolls inside its own region, which the keyboard can reach.
    return tag("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def facts(pairs: Iterable[tuple[str, object]]) -> Markup:
    """A list of names and values."""
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs))


def form(address: str, seal: str, *content: object) -> Markup:
    """A form that posts to `address`; `seal` is its one-time mark."""
    hidden = Markup(f'<input type="hidden" name="seal" value="{escape(seal)}">')
    return tag("form", hidden, *content, method="post", action=address)


def field(name: str, label: str, value: str = "", problem: str = "", *, required: bool = True) -> Markup:
    """A text field with its label and, in words, what is wrong with it; a required one has the cursor."""
    described = f' aria-describedby="{name}-problem" aria-invalid="true"' if problem else ""
    box = Markup(
        f'<input type="text" id="{name}" name="{name}" value="{escape(value)}" maxlength="80"'
        f'{" required autofocus" if required else ""} autocomplete="off"{described}>'
    )
    wrong = tag("p", problem, class_="problem", id=f"{name}-problem") if problem else ""
    return tag("div", tag("label", label, for_=name), box, wrong, class_="field")


def text_area(name: str, label: str, value: str, longest: int) -> Markup:
    """A field of several lines with its label."""
    box = Markup(f'<textarea id="{name}" name="{name}" rows="5" maxlength="{longest}">{escape(value)}</textarea>')
    return tag("div", tag("label", label, for_=name), box, class_="field")


def choices(name: str, label: str, words: Sequence[str], chosen: str) -> Markup:
    """A list to choose one of, with its label."""
    options = joined(
        Markup(f'<option{" selected" if word == chosen else ""}>{escape(word)}</option>') for word in words
    )
    box = Markup(f'<select id="{name}" name="{name}">{options}</select>')
    return tag("div", tag("label", label, for_=name), box, class_="field")


def check_box(name: str, value: str, label: str) -> Markup:
    """A marked check box."""
    box = Markup(f'<input type="checkbox" name="{escape(name)}" value="{escape(value)}" checked>')
    return tag("label", box, tag("span", label), class_="check")


def button(words: str, kind: str = "") -> Markup:
    """The button that sends a form."""
    return tag("button", words, type="submit", class_=kind)


def page(title: str, *content: object, back: bool = True) -> str:
    """A whole page."""
    home = tag("nav", link("/", "Account Home"), aria_label="Pages") if back else ""
    name = tag("p", "Inosio practice server", class_="brand")
    note = "Practice data on this computer. Nothing here reaches a bank or Inosio."
    body = joined(
        [
            link("#content", "Skip to the content", class_="skip"),
            tag("header", tag("div", name, home, class_="bar")),
            tag("main", tag("h1", title), *content, id="content"),
            tag("footer", tag("p", note)),
        ]
    )
    head = joined(
        [
            Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
            tag("title", f"{title} - Inosio practice server"),
            Markup('<link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,">'),
        ]
    )
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def dollars(money: str) -> str:
    """Money of the contract ("2700.00") as a person reads it ("$2,700.00")."""
    sign = "-" if money.startswith("-") else ""
    whole, _, rest = money.lstrip("-").partition(".")
    return f"{sign}${int(whole):,}.{rest}"


def day(iso: str | None) -> str:
    """A date of the contract as "2/23/2022"."""
    if not iso:
        return ""
    known = date.fromisoformat(iso)
    return f"{known.month}/{known.day}/{known.year}"


def moment(instant: str | None) -> str:
    """An instant of the contract as "2/23/2022 14:05 UTC"."""
    return f"{day(instant[:10])} {instant[11:16]} UTC" if instant else ""


def items(count: int, noun: str = "item") -> str:
    """A count with its noun: "1 item", "3 items"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def masked(number: str) -> str:
    """A bank number of which only the last digits are shown; nothing of one that is as short as those."""
    shown = number[-SHOWN_DIGITS:] if len(number) > 2 * SHOWN_DIGITS - 2 else ""
    return "\N{BULLET}" * max(len(number) - len(shown), SHOWN_DIGITS) + shown


def batch_words(batch: JsonObject) -> str:
    """A batch in the words of the guide's drop-down."""
    count = items(batch["item_count"])
    return f"Deposit on {day(batch['deposited_on'])}, {dollars(batch['total'])}, {count}, Id: {batch['id']}"
