"""Binary forms lose nothing: arrays in pages, streams of records, write times."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from salus.kit.ids import SourceId
from salus.observations import codec, pages, streams
from salus.observations.names import Claims, packed, thinned, unpacked
from salus.observations.told import PageMarks, Piece, digests, told_of

floats = st.floats(allow_nan=False, allow_infinity=False, width=64)


def test_arrays_come_back_from_the_database_as_they_went(db):
    lengths = np.array([1, 3, 2, 4], np.int64)
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    ints = np.array([7, 1, 2, 3, 5, 5, -(2**31), 0, 9, 2**31 - 1], np.int32)
    reals = np.array([0.1, 1e300, -5e-324, 3, 5.5, 5.5, 1, 2, 3, 4], np.float64)
    db.execute("CREATE TEMPORARY TABLE kept (i int4, a int4[], b float8[])")
    codec.copy_rows(
        db,
        "kept",
        "i, a, b",
        [
            codec.int4_fields(np.arange(4)),
            codec.encode(ints, bounds, codec.INT4),
            codec.encode(reals, bounds, codec.FLOAT8),
        ],
    )
    rows = codec.array_rows(db, "SELECT a, b FROM kept ORDER BY i", [])
    assert codec.decode_int4([r[0] for r in rows], lengths).tolist() == ints.tolist()
    assert codec.decode_float8([r[1] for r in rows], lengths).tolist() == reals.tolist()
    assert db.execute("SELECT a, b FROM kept WHERE i = 2").fetchone() == ([5], [5.5])


@given(st.lists(arrays.arrays(np.float64, 5, elements=floats), min_size=1, max_size=4))
def test_any_columns_come_back_from_a_stream(columns):
    given_columns = {f"c{i}": column for i, column in enumerate(columns)}
    back = streams.unpack(streams.pack(given_columns))
    for name, column in given_columns.items():
        assert np.array_equal(back[name], column)


def test_a_route_takes_few_bytes_and_keeps_its_gaps():
    n = 3600
    route = {
        "t_ms": 1.7e12 + np.arange(n) * 1000.0,
        "lat": np.round(52.5 + np.cumsum(np.full(n, 1.3e-5)), 6),
        "ele": np.where(np.arange(n) % 9, 34.5, np.nan),
    }
    packed_route = streams.pack(route)
    back = streams.unpack(packed_route)
    assert all(np.array_equal(back[k], route[k], equal_nan=True) for k in route)
    assert len(packed_route) < 12_000


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=200))
def test_write_times_are_thinned_to_the_ends_of_hours_and_kept(times):
    thin = thinned(np.array(times, np.int64))
    assert np.array_equal(unpacked(packed(thin)), thin)
    by_hour: dict[int, list[int]] = {}
    for at in times:
        by_hour.setdefault(at // 3_600_000, []).append(at)
    assert set(thin.tolist()) == {f(hour) for hour in by_hour.values() for f in (min, max)}


def test_claims_give_the_last_writer_else_the_first_to_come():
    claims = Claims(
        [
            ("n", SourceId(1), np.array([10, 20])),
            ("n", SourceId(2), np.array([30])),
            ("m", SourceId(3), np.array([5])),
        ],
        {SourceId(1): 0, SourceId(2): 1, SourceId(3): 2},
    )
    assert claims.decide(["n"], np.array([0, 10, 29, 30, 99])).tolist() == [1, 1, 1, 2, 2]
    assert claims.decide(["n", "m"], np.array([7])).tolist() == [3]
    assert claims.claimants(["n"]) == [1, 2]
    assert claims.claimants(["nobody"]) == []


samples = st.lists(
    st.tuples(st.integers(0, 4 * 86_400_000), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=40
)


@given(samples, samples)
def test_pieces_become_pages_by_utc_day_whatever_their_order(first, second):
    def piece(rows: list[tuple[int, int, int]]) -> Piece:
        starts, durations, values = (np.array(c) for c in zip(*rows, strict=True))
        return Piece(starts.astype(np.int64), durations.astype(np.int64), values.astype(float), starts)

    told, fell = told_of({3: [piece(first), piece(second)]})
    wanted = {(s, d, float(v)) for s, d, v in [*first, *second]}
    found = []
    for i in range(len(told)):
        page = told.page(i)
        day = int(told.days[i]) * 86_400_000
        found += list(
            zip((page.starts + day).tolist(), page.durations.tolist(), page.values.tolist(), strict=True)
        )
        assert digests(told)[i] == pages.digest(page)
    assert sorted(wanted) == found
    assert fell.get(3, 0) == len(first) + len(second) - len(wanted)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-500, 500), st.integers(0, 15)), max_size=30))
def test_marks_remember_the_last_bits_of_each_page(changes):
    marks, twin = PageMarks(), {}
    for series, day, bits in changes:
        marks.put(np.array([series], np.int32), np.array([day], np.int64), np.array([bits], np.uint8))
        twin[series, day] = bits
    for series in range(4):
        days = np.arange(-600, 600)
        found = marks.of(np.full(len(days), series, np.int32), days)
        assert found.tolist() == [twin.get((series, int(d)), 0) for d in days]
