"""Work in processes of our own: answers, errors and print come back as from a function at hand."""

import os

import pytest

from base.errors import BadInput
from base.processes import Died, Processes


def test_work_is_done_elsewhere_and_answers_come_in_the_order_asked() -> None:
    with Processes(2) as pool:
        asked = [pool.submit(divmod, number, 2) for number in range(5)]
        elsewhere = {pool.submit(os.getpid).result() for _ in range(3)}
        assert [one.result() for one in asked] == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]
    assert os.getpid() not in elsewhere


def test_what_is_raised_there_is_raised_here_and_the_next_work_is_done() -> None:
    with Processes(1) as pool:
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 1, 0).result()
        with pytest.raises(BadInput, match="请县公安局"):
            pool.submit(_refuse).result()
        assert pool.submit(divmod, 7, 2).result() == (3, 1)


def test_what_is_printed_there_is_no_answer() -> None:
    with Processes(1) as pool:
        assert pool.submit(print, "到此").result() is None
        assert pool.submit(divmod, 7, 2).result() == (3, 1)


def test_a_process_that_dies_takes_only_its_own_answer_with_it() -> None:
    with Processes(1) as pool:
        asked = [pool.submit(divmod, 1, 2), pool.submit(os._exit, 3), pool.submit(divmod, 7, 2)]
        assert asked[0].result() == (0, 1)
        with pytest.raises(Died):
            asked[1].result()
        assert asked[2].result() == (3, 1)


def _refuse() -> None:
    raise BadInput("文件读不了；请县公安局重新提供。")
