"""The Python on docs/python.md, run in its order, where the page says: among the fixtures."""

import re
import sys
import time
from pathlib import Path

import pytest
from conftest import FOLDER, NOW

PAGE = Path(__file__).resolve().parents[3] / "docs" / "python.md"


# What it says whichever document it was given.
REST = [
    "identity_card.mdoc VALID",
    "identity_card_changed.mdoc INVALID DIGESTS",
    "identity_card_of_device.mdoc VALID",
    "ALLOW 352/",
    "UNPROVEN The answer could not be verified",
    "SEAL 15 True",
    "%",
    "%",
    "100%",
    "valid",
]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("identity_card.mdoc", ["Ulgibayeva", "1000 valid", *REST]),
        ("identity_card_changed.mdoc", ["INVALID: DIGESTS", "0 valid", *REST]),
    ],
)
def test_the_page_does_what_it_says(
    document: str, said: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER)
    monkeypatch.setattr(sys, "argv", ["check.py", "publisher.cose_key", "issuers.trust_list", document])
    # The fixtures' own time, so that this holds for ever.
    monkeypatch.setattr(time, "time", lambda: float(NOW))
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(blocks) == 8
    scope: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, PAGE.name, "exec"), scope)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(said)
    for line, words in zip(lines, said, strict=True):
        assert words in line
