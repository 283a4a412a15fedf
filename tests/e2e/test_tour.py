"""The guide's whole job through the real windows, in a process of its own, ending with the books proven."""

import os
import subprocess
import sys
from pathlib import Path

from pypdf import PdfReader


def test_the_tour_goes_through_all_parts_and_ends_green(tmp_path: Path) -> None:
    out = tmp_path / "tour"
    told = subprocess.run(
        [sys.executable, "-m", "landlord_desktop", "tour", "--out", str(out)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LANDLORD_DATA": str(tmp_path / "data")},
        capture_output=True, text=True, timeout=280, check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "check: green" in told.stdout
    assert len(list(out.glob("*-light.png"))) == len(list(out.glob("*-dark.png"))) > 20
    slip = "".join(page.extract_text() for page in PdfReader(out / "deposit-slip.pdf").pages)
    assert "$2,700.00" in slip
    report = "".join(page.extract_text() for page in PdfReader(out / "post-batch-receipts.pdf").pages)
    assert "Jerry and Karyl Rodriguez" in report
    assert "$2,700.00" in report
