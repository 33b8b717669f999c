"""The fold of a day page, against a plain twin that works on lists."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from salus import metrics
from salus.observations import pages
from salus.observations.pages import Page, Samples, Statement

METRIC = metrics.get("body_weight")  # step 0.005

triples = st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(1, 5))
statements = st.lists(st.sets(triples, min_size=1, max_size=7), min_size=1, max_size=4)


def samples(rows) -> Samples:
    starts, durations, values = zip(*rows, strict=True) if rows else ((), (), ())
    return pages.canonical(
        np.array(starts, np.int32), np.array(durations, np.int32), np.array(values, np.float64)
    )


def rows_of(page: Page) -> list[tuple[int, int, float, int]]:
    s = page.samples
    return list(
        zip(s.starts.tolist(), s.durations.tolist(), s.values.tolist(), page.ingests.tolist(), strict=True)
    )


def twin(
    told: list[tuple[int, set[tuple[int, int, int]]]], deleting: dict[int, int] | None = None
) -> list[Any]:
    """The fold as DESIGN words it, on lists, without any array."""
    state: list[Any] = []
    for ingest, statement in told:
        groups = {(s, d) for s, d, *_ in [*state, *statement]}
        after: list[Any] = []
        for start, duration in groups:
            stored = sorted(r for r in state if r[:2] == (start, duration))
            incoming = sorted(float(v) for s, d, v in statement if (s, d) == (start, duration))
            for value in list(incoming):
                equal = [r for r in stored if abs(r[2] - value) <= max(METRIC.step, 1e-6 * abs(r[2]))]
                if equal:
                    after.append(equal[0])
                    stored.remove(equal[0])
                    incoming.remove(value)
            while stored and incoming:
                stored.pop(0)
                after.append((start, duration, incoming.pop(0), ingest))
            after += [(start, duration, value, ingest) for value in incoming]
            until = (deleting or {}).get(ingest)
            after += [r for r in stored if until is None or start + duration > until]
        state = sorted(after)
    return state


@given(statements)
@settings(max_examples=500)
def test_the_fold_agrees_with_its_plain_twin(told):
    numbered = list(enumerate(told, 1))
    page = pages.fold([Statement(no, samples(rows)) for no, rows in numbered], METRIC)
    assert sorted(rows_of(page)) == twin(numbered)


@given(statements, st.integers(0, 3))
@settings(max_examples=300)
def test_a_statement_that_deletes_what_it_leaves_out_agrees_with_the_twin(told, until):
    numbered = list(enumerate(told, 1))
    last = numbered[-1][0]
    page = pages.fold(
        [Statement(no, samples(rows), until if no == last else None) for no, rows in numbered], METRIC
    )
    assert sorted(rows_of(page)) == twin(numbered, {last: until})


@given(statements)
def test_every_stated_sample_is_new_changed_or_unchanged(told):
    page = pages.empty_page()
    for no, rows in enumerate(told, 1):
        merge = pages.merge_page(page, Statement(no, samples(rows)), METRIC)
        assert merge.new + merge.changed + merge.unchanged == len(rows)
        assert len(merge.page) == len(page) + merge.new - merge.removed
        assert merge.changed == len(merge.gone)
        page = merge.page


@given(statements, st.randoms())
def test_folding_again_what_a_page_already_holds_changes_nothing(told, random):
    page = pages.fold([Statement(no, samples(rows)) for no, rows in enumerate(told, 1)], METRIC)
    again = pages.merge_page(page, Statement(9, page.samples), METRIC)
    assert (again.new, again.changed) == (0, 0)
    assert pages.digest(again.page.samples) == pages.digest(page.samples)


def test_values_within_the_step_are_the_same_and_keep_what_was_said_first():
    stored = pages.page_of(Statement(1, samples([(0, 0, 80.0)])))
    merge = pages.merge_page(stored, Statement(2, samples([(0, 0, 80.004)])), METRIC)
    assert (merge.new, merge.changed, merge.unchanged) == (0, 0, 1)
    assert rows_of(merge.page) == [(0, 0, 80.0, 1)]


def test_a_changed_value_replaces_the_old_one_and_is_told():
    stored = pages.page_of(Statement(1, samples([(0, 0, 80.0), (5, 0, 81.0)])))
    merge = pages.merge_page(stored, Statement(2, samples([(0, 0, 70.0)])), METRIC)
    assert (merge.new, merge.changed, merge.unchanged) == (0, 1, 0)
    assert rows_of(merge.page) == [(0, 0, 70.0, 2), (5, 0, 81.0, 1)]
    assert rows_of(merge.gone) == [(0, 0, 80.0, 1)]


def test_two_values_of_one_instant_are_two_samples():
    one = samples([(0, 0, 80.0), (0, 0, 81.0), (0, 0, 80.0)])
    assert one.values.tolist() == [80.0, 81.0]


def test_minus_zero_is_zero():
    assert pages.digest(samples([(0, 0, -0.0)])) == pages.digest(samples([(0, 0, 0.0)]))


@given(st.sets(triples, min_size=1, max_size=8), st.data())
def test_a_statement_told_in_pieces_is_the_same_statement(rows, data):
    ordered = list(rows)
    cut = data.draw(st.integers(0, len(ordered)))
    overlap = data.draw(st.integers(0, cut))
    together = pages.union(samples(ordered[:cut]), samples(ordered[cut - overlap :]))
    assert pages.digest(together) == pages.digest(samples(ordered))
