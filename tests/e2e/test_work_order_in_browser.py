"""A work order is edited on the server's page in a real browser; the next retrieve brings it here."""

from pathlib import Path

from browser import a_browser
from command_line import CommandLine, connect, rows
from landlord_desktop.sandbox.server import RunningSandbox

ORDER = "SELECT external_status, status, site_name, notes, browse_url FROM work_order WHERE external_id = '101022'"


def test_what_a_person_saves_there_stands_here_after_the_next_retrieve(
    run: CommandLine, guide: Path, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    connect(run, guide, sandbox)
    first = run("sync", guide, "--only", "work-orders", "--json")
    assert (first.code, first.value["steps"]) == (
        0, [{"name": "work-orders", "ok": True, "detail": "Work orders retrieved: 4 work orders changed."}],
    )  # fmt: skip
    address = rows(guide, ORDER)[0][4]
    assert address == f"{sandbox.url}/work-orders/101022"
    with a_browser(tmp_path) as browser:
        browser.open(address)
        assert "Carpet has reached its age" not in browser.text()
        browser.type_into("#person", "Ana")
        browser.press("Log In")
        assert browser.ask("document.querySelector('#description').value").startswith("Carpet has reached its age")
        browser.choose("#status", "Assigned")
        browser.type_into("#site_id", "WB201")
        browser.type_into("#remark", "New carpet ordered.")
        browser.press("Save")
        assert "Saved. The next retrieve brings it to Landlord." in browser.text()
        assert "New carpet ordered." in browser.text()
    again = run("sync", guide, "--only", "work-orders", "--json")
    assert again.value["steps"][0]["detail"] == "Work orders retrieved: 1 work order changed."
    status, ours, _site, notes, _address = rows(guide, ORDER)[0]
    assert (status, ours) == ("Assigned", "Unassigned")
    assert notes.endswith("by Ana\nNew carpet ordered.")
    found = rows(guide, "SELECT u.code FROM work_order w JOIN unit u ON u.id = w.unit_id WHERE external_id = '101022'")
    assert found == [("WB201",)]


def test_a_feature_switched_off_and_one_order_on_paper(
    run: CommandLine, guide: Path, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    connect(run, guide, sandbox)
    assert run("settings", guide, "inosio.maintenance_coordination", "no").code == 0
    off = run("sync", guide, "--only", "work-orders")
    assert off.code == 0
    assert "Maintenance Coordination is switched off" in off.out
    paper, marked = tmp_path / "order.pdf", tmp_path / "marked.csv"
    assert run("report", guide, "work-order", "--work-order", "101022", "--out", paper).code == 0
    assert paper.read_bytes().startswith(b"%PDF")
    assert run("report", guide, "work-order", "--out", marked).code == 0
    assert marked.read_text(encoding="utf-8-sig").splitlines()[0] == "Work Order,About,Entry"
    assert "no work order none" in run("report", guide, "work-order", "--work-order", "none", "--out", paper).err
