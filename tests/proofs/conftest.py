"""What the samples of the proofs share: one warm process to fork the product from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from proofs.processes import Nursery, nursery


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("nursery")) as opened:
        yield opened
