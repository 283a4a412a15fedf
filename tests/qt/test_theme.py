"""The theme keeps its promises of contrast, and every icon can be drawn."""

import re
from dataclasses import fields

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton

from landlord_desktop.config import resource_path
from landlord_desktop.ui.theme import style
from landlord_desktop.ui.theme.sheet import style_sheet
from landlord_desktop.ui.theme.tokens import DARK, LIGHT, SPACE, Theme

GROUNDS = ("window", "surface", "surface_raised", "row_alternate", "row_hover")
TEXT_PAIRS = [
    *[("text", ground) for ground in (*GROUNDS, "surface_sunken", "accent_soft", "neutral_soft")],
    *[("text_muted", ground) for ground in (*GROUNDS, "surface_sunken")],
    *[(kind, ground) for kind in ("negative", "accent") for ground in ("window", "surface", "row_alternate")],
    *[(kind, f"{kind}_soft") for kind in ("positive", "warning", "negative", "info")],
    *[("text", f"{kind}_soft") for kind in ("positive", "warning", "negative", "info")],
    *[(kind, "surface") for kind in ("positive", "warning", "info")],
    ("accent", "accent_soft"),
    ("text_on_accent", "accent"),
    ("text_on_accent", "accent_hover"),
    ("text_on_accent", "accent_pressed"),
    ("selection_text", "selection"),
    ("tool_tip_text", "tool_tip"),
]
PART_PAIRS = [
    *[(part, ground) for part in ("focus", "border_strong", "accent") for ground in ("window", "surface")],
    ("focus", "row_alternate"),
    ("focus", "selection"),
    ("negative", "surface"),
    ("warning", "warning_soft"),
    ("info", "info_soft"),
    ("positive", "positive_soft"),
]
HEX = re.compile(r"#[0-9a-f]{6}")


def contrast_ratio(first: str, second: str) -> float:
    """The contrast of two colours (#rrggbb) as WCAG 2 defines it: 1.0 to 21.0."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme: Theme, text: str, ground: str) -> None:
    assert contrast_ratio(getattr(theme, text), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_parts_can_be_seen(theme: Theme, part: str, ground: str) -> None:
    assert contrast_ratio(getattr(theme, part), getattr(theme, ground)) >= 3.0


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast_ratio("#123456", "#123456") == 1.0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_tokens_are_colours_and_the_sheet_names_no_other(theme: Theme) -> None:
    colours = {getattr(theme, field.name) for field in fields(theme) if field.name != "name"}
    assert all(HEX.fullmatch(colour) for colour in colours)
    sheet = style_sheet(theme)
    assert "$" not in sheet
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", sheet)) <= colours


def test_spaces_are_the_scale() -> None:
    assert SPACE == (2, 4, 8, 12, 16, 24, 32)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_applying_a_theme_reaches_palette_and_icons(qapp: QApplication, qtbot: object, scheme: style.Scheme) -> None:
    style.apply_theme(qapp, "dark" if scheme == "light" else "light")
    button = QPushButton("Post")
    style.set_icon(button, "check")
    with qtbot.waitSignal(style.theme_changed().changed):  # type: ignore[attr-defined]
        style.apply_theme(qapp, scheme)
    with qtbot.assertNotEmitted(style.theme_changed().changed):  # type: ignore[attr-defined]
        style.apply_theme(qapp, scheme)  # nothing changed: no widget is styled anew
    theme = style.current_theme()
    assert theme.name == scheme
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme.window
    image = button.icon().pixmap(24, 24).toImage()
    pixels = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
    drawn = {pixel.name() for pixel in pixels if pixel.alpha() > 250}
    assert theme.text in drawn


def test_the_system_theme_is_light_or_dark(qapp: QApplication) -> None:
    style.apply_theme(qapp, "system")
    assert style.current_theme() in (LIGHT, DARK)


def test_text_size_makes_the_font_larger(qapp: QApplication) -> None:
    usual = qapp.font().pointSizeF()
    style.apply_theme(qapp, "light", 200)
    assert qapp.font().pointSizeF() == pytest.approx(2 * usual)
    assert style.text_scale() == 2.0


def test_every_icon_file_can_be_drawn() -> None:
    names = sorted(path.stem for path in resource_path("icons").glob("*.svg"))
    assert len(names) >= 40
    for name in names:
        assert "currentColor" in resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
        image = style.icon(name).pixmap(24, 24).toImage()
        inked = sum(image.pixelColor(x, y).alpha() > 100 for x in range(24) for y in range(24))
        assert 15 < inked < 400, name


def test_icons_that_do_not_exist_are_an_error() -> None:
    with pytest.raises(KeyError):
        style.icon("no_such_icon")


def test_figures_are_tabular(qapp: QApplication) -> None:
    font = style.tabular_font(qapp.font())
    assert [tag.toString() for tag in font.featureTags()] == [b"tnum"]
