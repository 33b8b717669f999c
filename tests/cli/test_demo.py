"""The demo person is made once."""

from __future__ import annotations

import json

from salus import accounts
from salus.cli import demo
from tests.cli.conftest import Run


def test_a_demo_person_who_is_there_is_not_made_again(run: Run) -> None:
    added = run(
        "user", "add", accounts.DEMO_EMAIL, "--password-stdin", stdin="correct horse battery staple\n"
    )
    assert added.status == 0, added.err
    demo.make()
    listed = run("imports", "--user", accounts.DEMO_EMAIL, "--json")
    assert listed.status == 0, listed.err
    assert json.loads(listed.out) == []
