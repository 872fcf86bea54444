"""Who comes to a measurement carries a cookie as the server makes them: another one is nobody's."""

import pytest

from benchmarks import answering, run
from ui.security import TOKEN


@pytest.mark.parametrize("visitor", [run.VISITOR, answering.VISITOR])
def test_a_measuring_visitor_has_an_id_that_the_server_takes(visitor: str) -> None:
    assert TOKEN.fullmatch(visitor)
