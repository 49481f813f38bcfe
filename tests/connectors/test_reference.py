"""The reference page names every format."""

from __future__ import annotations

import re
from pathlib import Path

from sous import connectors
from sous.engines.tables import formats

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "import-formats.md"


def test_the_reference_page_lists_every_format() -> None:
    connectors.load()
    listed = re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(each.key for each in formats())
