"""The independent implementation, wrapped; every test of this folder is marked `belenios`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factory.tool import Tool


@pytest.fixture(scope="session")
def tool(belenios_tool: Path) -> Tool:
    """belenios-tool, or a skip that says what is not tested."""
    return Tool(belenios_tool)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.belenios)
