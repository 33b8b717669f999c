"""What stands in an export beside Records: correlations, workouts, rings, hearing, routes and ECGs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from salus.sandbox.apple_records import head_of, recorded, source_of, values_text, writer_of
from salus.sandbox.apple_style import Style
from salus.sandbox.apple_xml import WRITTEN, stamp, stamps, utc_text, writer
from salus.sandbox.person import DayPlan, Effort, Person
from salus.sandbox.routes import climb, track
from salus.sandbox.signals import SIGNALS, Samples, Signal, samples, until

_PRESSURE = tuple(s for s in SIGNALS if s.role == "cuff")
_FOOD = tuple(s for s in SIGNALS if s.role == "diary" and s.type != "DietaryWater")
_RINGS = {s.metric: s for s in SIGNALS if s.role == "watch"}
ECG_EVERY = 60
FAR = 1 << 62


def other_elements(person: Person, plans: Sequence[DayPlan], style: Style) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of the root elements that are not Records."""
    for plan in plans:
        yield from _correlations(person, plan, style)
    for plan in plans:
        for effort in plan.efforts:
            if effort.end > style.exported_at:
                continue
            yield "Workout", _workout(person, plan, effort, style)
            if effort.copied:
                yield "Workout", _copy(person, plan, effort, style)
    for plan in plans:
        summary = ring_totals(person, plan, style.exported_at)
        if summary is not None:
            yield "ActivitySummary", _summary(plan, summary, style)
    if len(plans) > 40:
        yield "Audiogram", _audiogram(person, plans[40], style)
        yield "VisionPrescription", _prescription(plans[40])


def copied_span(effort: Effort) -> tuple[int, int]:
    """When a training app says the same effort took place."""
    return effort.start + 7, effort.end - 11


def ring_totals(person: Person, plan: DayPlan, at: int = FAR) -> dict[str, float] | None:
    """The watch's own totals of a lived day up to `at`; nothing on days without the watch."""
    if not plan.watch or not plan.worn:
        return None
    totals = {
        metric: float(until(samples(person, _RINGS[metric], plan), at).values.sum())
        for metric in ("energy_active", "exercise_minutes", "stand_hours")
    }
    return {metric: round(value, 3) for metric, value in totals.items()}


def _correlations(person: Person, plan: DayPlan, style: Style) -> Iterator[tuple[str, str]]:
    for name, signals, count in (("BloodPressure", _PRESSURE, 1), ("Food", _FOOD, 1)):
        columns = [recorded(person, signal, plan, style) for signal in signals]
        if any(len(c) < count for c in columns):
            continue
        offset = style.offset(plan)
        at = stamp(int(columns[0].starts[0]), offset)
        children = "".join(
            "  " + _child(person, signal, plan, column, style)
            for signal, column in zip(signals, columns, strict=True)
        )
        source = source_of(writer_of(person, signals[0], plan, style), style, name)
        yield (
            "Correlation",
            f' <Correlation type="HKCorrelationTypeIdentifier{name}" {source}'
            f' creationDate="{at}" startDate="{at}" endDate="{at}">\n{children} </Correlation>\n',
        )


def _child(person: Person, signal: Signal, plan: DayPlan, column: Samples, style: Style) -> str:
    """The first sample of a column once more, as it stands at top level."""
    one = Samples(column.starts[:1], column.ends[:1], column.values[:1])
    offset = style.offset(plan)
    created = stamps(one.ends + 4 + plan.index % 50, offset)[0]
    at = stamps(one.starts, offset)[0]
    value = values_text(signal, one, style)[0]
    head = head_of(person, signal, plan, style)
    return f'{head}{created}" startDate="{at}" endDate="{at}" value="{value}"/>\n'


def _workout(person: Person, plan: DayPlan, effort: Effort, style: Style) -> str:
    offset = style.offset(plan)
    start, end = stamp(effort.start, offset), stamp(effort.end, offset)
    source = source_of(writer(person, "watch", plan), style, f"workout/{effort.start}")
    paused = effort.pause[1] - effort.pause[0] if effort.pause else 0
    minutes = (effort.end - effort.start - paused) / 60
    parts = [
        f' <Workout workoutActivityType="HKWorkoutActivityType{effort.activity}" duration="{minutes:.12g}" '
        f'durationUnit="min" {source} creationDate="{end}" startDate="{start}" endDate="{end}">\n'
    ]
    entries = [("HKIndoorWorkout", "0" if effort.outdoors else "1"), ("HKAverageMETs", "8.9 kcal/hr·kg")]
    if "no-zones" not in style.defects:
        entries.append(("HKTimeZone", effort.zone))
    if effort.outdoors:
        entries += [("HKWeatherTemperature", "61.9694 degF"), ("HKWeatherHumidity", "6400 %")]
        entries.append(("HKElevationAscended", f"{climb(person, effort) * 100:.0f} cm"))
    parts += [f'  <MetadataEntry key="{key}" value="{value}"/>\n' for key, value in entries]
    if effort.pause:
        for kind, at in zip(("Pause", "Resume"), effort.pause, strict=True):
            parts.append(f'  <WorkoutEvent type="HKWorkoutEventType{kind}" date="{stamp(at, offset)}"/>\n')
    statistics = _statistics(effort, start, end, style)
    if style.version >= 16:
        key = Random(f"{person.seed}/leg/{effort.start}").getrandbits(48)
        parts.append(
            f'  <WorkoutActivity uuid="6E1D0A52-0000-4000-8000-{key:012X}" startDate="{start}" '
            f'endDate="{end}" duration="{minutes:.12g}" durationUnit="min">\n'
            f"{statistics}  </WorkoutActivity>\n"
        )
    parts.append(statistics)
    if effort.routed:
        parts.append(
            f'  <WorkoutRoute {source} creationDate="{end}" startDate="{start}" endDate="{end}">\n'
            f'   <FileReference path="/{route_name(effort)}"/>\n  </WorkoutRoute>\n'
        )
    parts.append(" </Workout>\n")
    return "".join(parts)


def _statistics(effort: Effort, start: str, end: str, style: Style) -> str:
    ending = "startDate" if "duplicate-attribute" in style.defects else "endDate"
    span = f'startDate="{start}" {ending}="{end}"'
    table = WRITTEN[style.units]
    unit, factor, _, decimals = table["energy"]
    lines = [("ActiveEnergyBurned", f'sum="{effort.energy * factor:.{decimals}f}" unit="{unit}"')]
    if effort.distance:
        kind = "Cycling" if effort.activity == "Cycling" else "WalkingRunning"
        unit, factor, _, decimals = table["distance"]
        lines.append((f"Distance{kind}", f'sum="{effort.distance * factor:.{decimals}f}" unit="{unit}"'))
    pulse = effort.pulse
    lines.append(
        (
            "HeartRate",
            f'average="{pulse - 9}.5" minimum="{pulse - 40}" maximum="{pulse + 11}" unit="count/min"',
        )
    )
    return "".join(
        f'  <WorkoutStatistics type="HKQuantityTypeIdentifier{name}" {span} {values}/>\n'
        for name, values in lines
    )


def _copy(person: Person, plan: DayPlan, effort: Effort, style: Style) -> str:
    """The same effort again by a training app that knows only how long it took."""
    first, last = copied_span(effort)
    offset = style.offset(plan)
    source = source_of(writer(person, "strava", plan), style, "")
    return (
        f' <Workout workoutActivityType="HKWorkoutActivityType{effort.activity}" '
        f'duration="{(last - first) / 60:.12g}" durationUnit="min" {source} '
        f'creationDate="{stamp(last + 900, offset)}" startDate="{stamp(first, offset)}" '
        f'endDate="{stamp(last, offset)}"/>\n'
    )


def _summary(plan: DayPlan, totals: dict[str, float], style: Style) -> str:
    unit, factor, _, decimals = WRITTEN[style.units]["energy"]
    return (
        f' <ActivitySummary dateComponents="{plan.day.isoformat()}" '
        f'activeEnergyBurned="{totals["energy_active"] * factor:.{decimals}f}" '
        f'activeEnergyBurnedGoal="{450 * factor:.10g}" activeEnergyBurnedUnit="{unit}" appleMoveTime="0" '
        f'appleMoveTimeGoal="0" appleExerciseTime="{totals["exercise_minutes"]:.0f}" '
        f'appleExerciseTimeGoal="30" appleStandHours="{totals["stand_hours"]:.0f}" '
        'appleStandHoursGoal="12"/>\n'
    )


def _audiogram(person: Person, plan: DayPlan, style: Style) -> str:
    at = stamp(plan.wake + 5000, style.offset(plan))
    source = source_of(writer(person, "phone", plan, style.phone_name), style, "audiogram")
    points = "".join(
        f'  <SensitivityPoint frequencyValue="{hertz}" frequencyUnit="Hz" leftEarValue="{10 + n}" '
        f'leftEarUnit="dBHL" rightEarValue="{12 + n}" rightEarUnit="dBHL"/>\n'
        for n, hertz in enumerate((250, 500, 1000, 2000, 4000, 8000))
    )
    return (
        f' <Audiogram type="HKDataTypeIdentifierAudiogram" {source} creationDate="{at}" '
        f'startDate="{at}" endDate="{at}">\n{points} </Audiogram>\n'
    )


def _prescription(plan: DayPlan) -> str:
    return (
        f' <VisionPrescription type="HKVisionPrescriptionTypeGlasses" dateIssued="{plan.day.isoformat()}">\n'
        '  <RightEye sphere="-1.25" sphereUnit="D"/>\n  <LeftEye sphere="-1.5" sphereUnit="D"/>\n'
        " </VisionPrescription>\n"
    )


def route_name(effort: Effort) -> str:
    """The path inside the export's folder, as FileReference names it."""
    return f"workout-routes/route_{utc_text(effort.start)[:16].replace(':', '.').replace('T', '_')}.gpx"


def route_file(person: Person, effort: Effort) -> tuple[str, bytes]:
    """The GPX file of an effort's route."""
    way = track(person, effort)
    columns = (way.lat, way.lon, way.height, way.speed, way.course)
    rows = zip(way.times.tolist(), *(column.tolist() for column in columns), strict=True)
    points = [
        f'<trkpt lon="{lon:.7f}" lat="{lat:.7f}"><ele>{height:.2f}</ele>'
        f"<time>{utc_text(at)}</time><extensions>"
        f"<speed>{speed:.3f}</speed><course>{course:.1f}</course>"
        "<hAcc>3.1</hAcc><vAcc>4.2</vAcc></extensions></trkpt>\n"
        for at, lat, lon, height, speed, course in rows
    ]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Apple Health Export" '
        'xmlns="http://www.topografix.com/GPX/1/1">\n<trk><name>Route</name><trkseg>\n'
        + "".join(points)
        + "</trkseg></trk></gpx>\n"
    )
    return route_name(effort), text.encode()


def ecg_file(person: Person, plan: DayPlan, offset: int) -> tuple[str, bytes] | None:
    """Half a minute of a made-up lead I at noon of every sixtieth day with the watch, in `offset` seconds."""
    if plan.index % ECG_EVERY != 20 or not plan.watch:
        return None
    dice = Random(f"{person.seed}/ecg/{plan.index}")
    beat = [0.0] * 400
    for n, height in ((60, 90.0), (118, -60.0), (124, 900.0), (132, -180.0), (230, 210.0)):
        beat[n] = height
    volts = "\n".join(f"{beat[n % 400] + dice.uniform(-9, 9):.3f}" for n in range(512 * 30))
    header = (
        f"Name,{person.name} Example\nDate of Birth,17 May 1984\n"
        f"Recorded Date,{stamp(plan.start + 12 * 3600, offset)}\nClassification,Sinus Rhythm\nSymptoms,\n"
        'Software Version,2\nDevice,"Watch6,2"\nSample Rate,512 hertz\n\nLead,Lead I\nUnit,µV\n\n'
    )
    return f"electrocardiograms/ecg_{plan.day.isoformat()}.csv", (header + volts + "\n").encode()
