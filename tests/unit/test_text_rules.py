"""What may stand nowhere in the project's text. The patterns are written so that this file does not match itself."""

import re

import pytest

from sources import texts


def spelled(*parts):
    """A regular expression joined from pieces, so that no line here holds what it forbids."""
    return re.compile("".join(parts))


UNFINISHED = spelled("TO", "DO|FIX", "ME|X", "XX|NotImplemented", "Error|coming", " soon|not (yet )?", "implemented")
BLIND_TESTS = spelled(
    *(r"time\.", r"sleep|qtbot\.", r"wait\(|Magic", r"Mock|mock\.", r"patch|pytest\.", r"skip|mark\.", r"skip|mark\."),
    *("xfail|import", "orskip"),
)
REGISTRY_HOSTS = spelled(r"pypi\.", r"org|python", r"hosted|npm", r"js\.|(deb|security)\.", "debian")
MACHINE_PATHS = spelled("(^|[^A-Za-z0-9_./])", "/(wo", "rk|ro", "ot|ho", "me)/")
RICH_TEXT = spelled(r"TextFormat\.(Auto|Rich|Markdown)", r"Text|\.set", r"Html\(|mightBe", "RichText")
BARE_LABELS = spelled(r"(?<![A-Za-z_.])Q", r"Label\(")
PRIVATE_FIELDS = spelled(r"print\(.*(to", "ken|routing_number|account_number)")

# (what it is, pattern, where it is forbidden, where it may stand all the same)
RULES = [
    ("unfinished work", UNFINISHED, ("src/", "dev.py", "bench/", "migrations/"), ()),
    ("tests that may prove less than they seem", BLIND_TESTS, ("tests/",), ()),
    ("hosts of package registries", REGISTRY_HOSTS, ("",), ()),
    ("paths of one machine", MACHINE_PATHS, ("",), ()),
    ("text that Qt may take for markup", RICH_TEXT, ("src/landlord_desktop/ui/",), ("src/landlord_desktop/ui/help/",)),
    (
        "labels that guess their text format (use widgets.label)",
        BARE_LABELS,
        ("src/landlord_desktop/ui/",),
        ("src/landlord_desktop/ui/widgets/",),
    ),
    ("printing of what is private", PRIVATE_FIELDS, ("src/",), ()),
]


def matches(pattern, name, text):
    lines = enumerate(text.splitlines(), 1)
    return [f"{name}:{number}: {line.strip()[:100]}" for number, line in lines if pattern.search(line)]


@pytest.mark.parametrize(("what", "pattern", "places", "exceptions"), RULES, ids=[rule[0] for rule in RULES])
def test_the_project_holds_none(what, pattern, places, exceptions):
    found = [
        line
        for name, text in texts().items()
        if name.startswith(places) and not (exceptions and name.startswith(exceptions))
        for line in matches(pattern, name, text)
    ]
    assert not found, f"{what}:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("pattern", "planted"),
    [
        (UNFINISHED, "# TO" + "DO: later"),
        (UNFINISHED, "raise NotImplemented" + "Error"),
        (BLIND_TESTS, "    time." + "sleep(1)"),
        (BLIND_TESTS, "    qtbot." + "wait(100)"),
        (BLIND_TESTS, "@pytest.mark." + "skipif(True)"),
        (BLIND_TESTS, "from unittest.mock import Magic" + "Mock"),
        (REGISTRY_HOSTS, "--index-url https://py" + "pi.org/simple"),
        (REGISTRY_HOSTS, "https://files.python" + "hosted.org/x.whl"),
        (MACHINE_PATHS, 'open("/ho' + 'me/me/books.db")'),
        (RICH_TEXT, "label.setTextFormat(Qt.TextFormat.Auto" + "Text)"),
        (BARE_LABELS, "self.name = Q" + "Label(tenant.name)"),
        (PRIVATE_FIELDS, "print(f'{to" + "ken}')"),
    ],
)
def test_a_planted_one_is_found(pattern, planted):
    assert len(matches(pattern, "a.py", f"x = 1\n{planted}\n")) == 1


@pytest.mark.parametrize(
    ("pattern", "innocent"),
    [
        (MACHINE_PATHS, "resources/ho" + "me/page.html"),
        (BARE_LABELS, "from PySide6.QtWidgets import Q" + "Label"),
        (BLIND_TESTS, "qtbot.wait" + "Until(ready)"),
    ],
)
def test_what_only_looks_alike_is_let_through(pattern, innocent):
    assert matches(pattern, "a.py", innocent) == []
