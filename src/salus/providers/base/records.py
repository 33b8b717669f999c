"""What a reader of a provider's file or page hands on: samples in columns, and records that are no series.

Nothing here knows a person, a database or a metric's canonical unit. Times are epoch milliseconds UTC,
intervals half-open. Offsets count the bytes of the unpacked main member of the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

DAY_MS: Final = 86_400_000

GRAIN_SAMPLE: Final = "sample"
GRAIN_DAILY: Final = "daily"


@dataclass(frozen=True, slots=True)
class SourceKey:
    """Identity of a source inside a road: the app that wrote, and the device that measured.

    Never a display name of a device, an address or a software version, since those change.
    """

    app: str
    """Bundle id or package where sent; else the folded display name; empty while `by_name` decides."""
    manufacturer: str = ""
    model: str = ""
    hardware: str = ""
    by_hand: bool = False
    """The person typed the value."""
    by_name: str = ""
    """Folded display name of a record without device. It may be the alias of a device that writes under
    that name elsewhere in the person's files, which is known only when all of a file was read."""


@dataclass(frozen=True, slots=True)
class SourceName:
    """How a source calls itself; the last one said is shown."""

    display: str
    said_ms: int


@dataclass(slots=True, kw_only=True)
class SampleBlock:
    """Samples of one series in the order of the file, as equally long columns.

    `values` are in `unit`, the unit's text as in the file; percent is 0–100 already. Grain `daily`: `starts`
    are midnight UTC of the vendor's own date as written, `durations` are 0.
    """

    metric: str
    source: SourceKey
    unit: str
    starts: NDArray[np.int64]
    durations: NDArray[np.int64]
    values: NDArray[np.float64]
    offsets: NDArray[np.int64]
    """Where in the file the record of each sample begins."""
    context: str = ""
    grain: str = GRAIN_SAMPLE
    counted: bool = True
    """False when the samples are parts of a record that is counted by itself (beats of one HRV record,
    values of one day summary): they are stored and never counted."""

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """Something that happened and is no series: a symptom, a notification, an ECG, an interval over a day.

    `kind` is a metric code of a coded state or an event kind; `code` the member name; `value` its number.
    `details` is JSON-able.
    """

    record_key: bytes
    kind: str
    source: SourceKey
    start_ms: int
    end_ms: int
    offset: int
    code: str = ""
    value: float | None = None
    unit: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    """The source's own version of this record."""
    said_at_ms: int | None = None
    """When the source says it wrote this record; None: when it wrote the file."""


@dataclass(frozen=True, slots=True)
class Total:
    """One total of a workout or leg in the file's unit. `statistic`: sum, average, minimum or maximum."""

    metric: str
    statistic: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class WorkoutEvent:
    """A pause, lap or segment inside a workout. `details` is JSON-able."""

    kind: str
    at_ms: int
    duration_ms: int
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One activity of a workout that has several."""

    activity: str
    start_ms: int
    end_ms: int
    duration_ms: int
    totals: tuple[Total, ...] = ()
    events: tuple[WorkoutEvent, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutRecord:
    """One workout. `activity` is our word; `family` foot, cycle, swim, row, snow, strength or other.

    `duration_ms` leaves pauses out, `end_ms - start_ms` has them in.
    """

    record_key: bytes
    source: SourceKey
    activity: str
    family: str
    start_ms: int
    end_ms: int
    duration_ms: int
    offset: int
    zone: str = ""
    totals: tuple[Total, ...] = ()
    events: tuple[WorkoutEvent, ...] = ()
    legs: tuple[Leg, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    said_at_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecord:
    """Columns of numbers that belong to one workout or event: a route, voltages. Never counted by itself.

    `columns` are equally long; a column named `t_ms` holds epoch milliseconds; missing values are NaN.
    """

    record_key: bytes
    name: str
    columns: Mapping[str, NDArray[np.float64]]
    offset: int

    def __len__(self) -> int:
        return max((len(column) for column in self.columns.values()), default=0)


@dataclass(frozen=True, slots=True)
class CorrelatedSample:
    """One child of a correlation, in the file's unit."""

    metric: str
    unit: str
    start_ms: int
    end_ms: int
    value: float
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """Samples that were taken together (both values of a blood pressure, all nutrients of a food).

    The children usually stand in the file as samples of their own too, anywhere: whether they do is known
    only at the end of the file. A correlation counts as one element read.
    """

    record_key: bytes
    kind: str
    source: SourceKey
    start_ms: int
    end_ms: int
    children: tuple[CorrelatedSample, ...]
    offset: int
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """One record that cannot be used; ingest keeps its raw form with the reason."""

    reason: str
    detail: str
    metric: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class ZoneClaim:
    """A record that names its time zone (IANA), with the time it speaks of."""

    at_ms: int
    until_ms: int
    zone: str


@dataclass(slots=True)
class Counts:
    """How many root elements or rows were read, and those that became no sample and no record.

    read = counted samples + events + workouts + correlations + rejected + skipped + unmapped.
    """

    read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    unmapped: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Chunk:
    """What a reader yields every five to twenty thousand records; it ends at the border of a root element."""

    base_offset: int
    """Where `text` begins."""
    next_offset: int
    """Where the next root element begins: reading can resume there with `state`."""
    text: bytes = b""
    """The bytes of this chunk as they stand in the file."""
    blocks: list[SampleBlock] = field(default_factory=list)
    events: list[EventRecord] = field(default_factory=list)
    workouts: list[WorkoutRecord] = field(default_factory=list)
    streams: list[StreamRecord] = field(default_factory=list)
    correlations: list[Correlation] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    names: dict[SourceKey, SourceName] = field(default_factory=dict)
    writes: dict[tuple[str, SourceKey], NDArray[np.int64]] = field(default_factory=dict)
    """Start times, ascending and distinct, that a device wrote under a folded name."""
    zones: list[ZoneClaim] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    """`export_date_ms`, `locale`, `characteristics`; `cut_at`: the byte at which a file ends early."""
    counts: Counts = field(default_factory=Counts)
    state: dict[str, Any] = field(default_factory=dict)
    """JSON-able state of the reader at `next_offset`."""
    finished: bool = False
    """True on the last chunk when the file was read to its proper end."""
    ends: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    """Ends of the root elements of this chunk, ascending."""

    def raw(self, offset: int) -> bytes:
        """Return the raw form of the element that begins at `offset`, as it stands in the file.

        Empty where the element lies outside of this chunk's text (a file beside the main member).
        """
        at = offset - self.base_offset
        if not 0 <= at < len(self.text):
            return b""
        index = int(np.searchsorted(self.ends, offset, side="right"))
        end = int(self.ends[index]) if index < len(self.ends) else self.next_offset
        return self.text[at : end - self.base_offset].rstrip()
