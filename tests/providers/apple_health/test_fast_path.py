"""The fast path reads what the real parser reads, wherever windows are cut and reading resumes."""

from __future__ import annotations

import io
import math
import re
from xml.etree import ElementTree as Tree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from salus.providers.apple_health import rows
from salus.providers.apple_health.collecting import Collecting
from salus.providers.apple_health.container import open_export
from salus.providers.apple_health.dates import BadDateError, parse_date, parse_dates
from salus.providers.apple_health.elements import Element
from salus.providers.apple_health.normalize import add_element
from salus.providers.apple_health.numbers import parse_numbers, read_number
from salus.providers.apple_health.read import read
from tests.providers.apple_health.exports import WATCH, chunks_of, export, record
from tests.providers.rendering import balance, render

Q, C = "HKQuantityTypeIdentifier", "HKCategoryTypeIdentifier"

dates = st.one_of(
    st.sampled_from(
        [
            "2026-11-20 08:00:00 +0100",
            "2026-11-20 08:10:00 +0100",
            "2026-11-21 09:00:00 +0100",
            "2024-02-29 23:59:59 -0930",
            "2023-02-29 00:00:00 +0000",
            "1969-12-31 23:30:00 -0100",
            "1970-01-01 00:00:00 +0100",
            "2026-11-20 24:00:00 +0100",
            "2026-11-20T08:00:00 +0100",
            "2026-11-20 08:00:00 +2400",
            "2026-11-20 08:00:00 +0160",
            "20150616071916-0700",
            "",
            " 2026-11-20 08:00:00 +0100",
            "9999-12-31 23:59:59 -2359",
            "-001-01-01 00:00:00 +0000",
            "2026-1١-20 08:00:00 +0100",
        ]
    ),
    st.datetimes().map(lambda at: at.strftime("%Y-%m-%d %H:%M:%S +0000")),
)
values = st.one_of(
    st.sampled_from(
        [
            "10",
            "0.97",
            "1.2",
            "-3",
            "1e3",
            "1.",
            ".5",
            "+7",
            "1_0",
            "nan",
            "inf",
            "1e999",
            " 1",
            "1 2",
            "١",
            "",
            "HKCategoryValueSleepAnalysisAsleepREM",
            "4",
            "HKCategoryValueNotApplicable",
            "a&b",
            'q"q',
            "x<y",
        ]
    ),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)
kinds = st.sampled_from(
    [
        f"{Q}StepCount",
        f"{Q}HeartRate",
        f"{Q}OxygenSaturation",
        f"{Q}BloodGlucose",
        f"{Q}InsulinDelivery",
        f"{C}SleepAnalysis",
        f"{C}AppleStandHour",
        f"{C}MindfulSession",
        f"{C}Headache",
        "Unknown&Type",
        "",
    ]
)
names = st.one_of(
    st.sampled_from(
        ["Ann’s Watch", "Dexcom G7", "A & B", 'The "best"', "x > y", "a\tb\nc", "", "</Record>", "😀"]
    ),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=8),
)
metadata = st.dictionaries(
    st.sampled_from(
        [
            "HKWasUserEntered",
            "HKTimeZone",
            "HKInsulinDeliveryReason",
            "HKMetadataKeyHeartRateMotionContext",
            "HKBloodGlucoseMealTime",
            "HKMetadataKeyWasUserEntered",
            "HKExternalUUID",
            "a&b",
        ]
    ),
    st.sampled_from(["0", "1", "2", "Europe/Berlin", "x & y", "<5 mg>", "²"]),
    max_size=3,
)
beats = st.lists(
    st.tuples(
        st.sampled_from(["60", "0", "75.5", "x", "", "1e2", "0123", "9999"]),
        st.sampled_from(
            [
                "7:47:23.45 AM",
                "07:47:23,45",
                "12:00:00.00 AM",
                "11:59:59.99\u202fPM",
                "0:00:00.00",
                "23:59:59.99",
                "24:00:00.00",
                "12:61:00.00 PM",
                "7.47.23.45",
                "오전 7:47:23.45",
                "7:47:23 AM",
                "",
            ]
        ),
    ),
    max_size=4,
).map(
    lambda found: (
        "  <HeartRateVariabilityMetadataList>\n"
        + "".join(f'   <InstantaneousBeatsPerMinute bpm="{bpm}" time="{time}"/>\n' for bpm, time in found)
        + "  </HeartRateVariabilityMetadataList>\n"
    )
)
records = st.builds(
    record,
    kinds,
    value=st.one_of(st.none(), values),
    unit=st.one_of(st.none(), st.sampled_from(["count", "%", "mg/dL", "mmol<180.1558800000541>/L", ""])),
    start=dates,
    end=dates,
    source=names,
    version=st.one_of(st.none(), st.sampled_from(["10.1", "9", ""])),
    device=st.one_of(
        st.none(), st.just(WATCH), st.just(WATCH.replace("Apple", "Acme")), st.just("odd, name:x")
    ),
    metadata=metadata,
    children=st.one_of(
        beats,
        st.sampled_from(
            [
                "",
                "",
                "",
                "<!-- </Record> -->",
                "<HeartRateVariabilityMetadataList/>\n",
                "<New a='1'><B/></New>",
                "text",
            ]
        ),
    ),
)


def shuffled_attributes(text: str, seed: int) -> str:
    """Write the attributes of the first tag in another order, with another quote."""
    start = re.match(r"(\s*<\w+)((?: \w+=(?:\"[^\"]*\"|'[^']*'))*)", text)
    assert start is not None
    found = re.findall(r" (\w+)=(?:\"([^\"]*)\"|'([^']*)')", start[2])
    turned = found[seed % max(len(found), 1) :] + found[: seed % max(len(found), 1)]
    written = "".join(
        f" {name}='{second}'" if second else f' {name} = "{first}"' for name, first, second in turned
    )
    return text[: start.end(1)] + written + text[start.end() :]


def wrapped(text: str) -> str:
    return (
        ' <Correlation type="HKCorrelationTypeIdentifierFood" sourceName="App" '
        'startDate="2026-11-20 08:00:00 +0100" endDate="2026-11-20 08:00:00 +0100">\n'
        f"{text} </Correlation>\n"
    )


elements = st.one_of(
    records,
    records,
    st.builds(shuffled_attributes, records, st.integers(0, 8)),
    st.builds(wrapped, records),
    st.sampled_from(
        [
            "<!-- <Record type='x'/> -->\n",
            "<![CDATA[<Record type='x'/>]]>",
            "<?target <Record?>",
            "stray text",
            ' <ActivitySummary dateComponents="2026-11-19" activeEnergyBurned="5"/>\n',
            ' <Unknown a="1"><Record type="x"/></Unknown>\n',
        ]
    ),
)
exports = st.lists(elements, max_size=12).map(lambda parts: export(*parts))


def by_whole_document(data: bytes) -> dict[str, object]:
    """Read an export with the standard library's parser, as one document, without any of our cutting."""
    root = Tree.fromstring(data)
    out = Collecting()

    def plain(node: Tree.Element) -> Element:
        return Element(node.tag, dict(node.attrib), [plain(child) for child in node])

    for number, child in enumerate(root):
        add_element(out, plain(child), number, 0, lambda _path: None)
    gathered = out.chunk(base_offset=0, next_offset=0, text=b"", ends=np.empty(0, np.int64), finished=True)
    gathered.facts["locale"] = "de_DE"
    return comparable(render([gathered], offsets=False))


def comparable(found: dict[str, object]) -> dict[str, object]:
    for rejected in found["rejected"]:  # type: ignore[attr-defined]
        del rejected["length"]
    return found


@settings(max_examples=100, deadline=None)
@given(exports, st.sampled_from([64, 300, 1000, 4 << 20]))
def test_an_export_reads_as_the_standard_librarys_parser_reads_it(data, window):
    chunks = chunks_of(data, window=window)
    read_count, became = balance(chunks)
    assert read_count == became
    found = comparable(render(chunks, offsets=False))
    expected = by_whole_document(data)
    assert _unordered(found) == _unordered(expected)


def _unordered(found: dict[str, object]) -> dict[str, object]:
    return {
        key: sorted(map(repr, value)) if isinstance(value, list) else value for key, value in found.items()
    }


@settings(max_examples=80, deadline=None)
@given(exports, st.randoms(use_true_random=False))
def test_without_the_fast_path_everything_reads_the_same(data, random):
    damaged = bytearray(data)
    for _ in range(random.randrange(3)):
        at = random.randrange(200, len(damaged) - 14)
        damaged[at] = random.choice(b"<>&\"'/ =\x00\xff\x0baR")
    text = bytes(damaged)
    expected = render(chunks_of(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "_OPENING", b"<No such row")
        assert render(chunks_of(text)) == expected


@settings(max_examples=50, deadline=None)
@given(exports, st.integers(60, 2000), st.data())
def test_reading_resumes_at_any_border_with_the_same_result(data, window, choose):
    whole = chunks_of(data, window=window)
    cut = choose.draw(st.integers(0, len(whole) - 1))
    before = whole[: cut + 1]
    last = before[-1]
    resumed = list(
        read(
            open_export(io.BytesIO(data)),
            last.next_offset,
            last.state,
            window=choose.draw(st.integers(60, 3000)),
        )
    )
    assert render([*before, *resumed]) == render(whole)
    assert resumed[-1].finished


@settings(max_examples=40, deadline=None)
@given(exports, st.integers(60, 3000))
def test_windows_change_nothing_and_every_offset_is_that_of_an_element(data, window):
    chunks = chunks_of(data, window=window)
    assert render(chunks) == render(chunks_of(data))
    assert b"".join(chunk.text for chunk in chunks) in data
    for chunk in chunks:
        for block in chunk.blocks:
            for offset in block.offsets.tolist():
                raw = chunk.raw(offset)
                assert raw.startswith(b"<")
                assert raw.endswith(b">")


@settings(max_examples=40, deadline=None)
@given(st.lists(dates, min_size=1, max_size=20))
def test_dates_in_columns_are_those_of_the_careful_reader(texts):
    texts = [text.encode().ljust(25)[:25] for text in texts]
    instants, good = parse_dates(cells(texts))
    for text, instant, taken in zip(texts, instants.tolist(), good.tolist(), strict=True):
        if taken:
            assert parse_date(text.decode()) == instant
    assert parse_dates(cells([b"2026-11-20 08:00:00 +0100"]))[1].all()


def cells(texts: list[bytes]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.frombuffer(b"".join(texts), np.uint8).reshape(-1, 25).T)


def test_every_day_of_four_centuries_is_read_alike():
    texts = [
        f"{year}-{month:02d}-{day:02d} 12:34:56 {'+' if day % 2 else '-'}{day % 14:02d}30".encode()
        for year in range(1970, 2400, 7)
        for month in range(1, 13)
        for day in range(1, 32)
    ]
    instants, good = parse_dates(cells(texts))
    for text, instant, taken in zip(texts, instants.tolist(), good.tolist(), strict=True):
        try:
            careful = parse_date(text.decode())
        except BadDateError:
            assert not taken
        else:
            assert taken
            assert careful == instant


@settings(max_examples=100, deadline=None)
@given(st.lists(values, min_size=1, max_size=30))
def test_numbers_in_columns_are_those_of_the_careful_reader(texts):
    numbers_are_read_alike(texts)


def numbers_are_read_alike(texts: list[str]) -> None:
    joined = "|".join(texts).encode()
    ends = np.cumsum([len(text.encode()) + 1 for text in texts]) - 1
    begins = np.concatenate(([0], ends[:-1] + 1))
    numbers, plain = parse_numbers(rows.Text(joined), begins, ends)
    for text, number, taken in zip(texts, numbers.tolist(), plain.tolist(), strict=True):
        careful = read_number(text)
        assert taken == (careful is not None)
        if careful is not None:
            assert math.copysign(1, careful) == math.copysign(1, number)
            assert careful == number


@settings(max_examples=100, deadline=None)
@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=6), min_size=1, max_size=30))
def test_decimal_numbers_in_columns_are_the_nearest_doubles(decimals):
    numbers_are_read_alike([f"{number:f}" for number in decimals])


def test_texts_alike_get_one_number_and_others_never_the_same():
    words = [b"aa", b"ab", b"aa", b"b", b"", b"aa", *[b"%03d" % number for number in range(50)], b"049"]
    joined = b"".join(words)
    ends = np.cumsum([len(word) for word in words])
    begins = ends - [len(word) for word in words]
    groups = rows.alike(rows.Text(joined), [(begins, ends)]).tolist()
    assert groups[0] == groups[2] == groups[5]
    for index, word in enumerate(words):
        for other, another in enumerate(words):
            if groups[index] == groups[other]:
                assert word == another
