"""Apps that write into other providers' stores: who really measured, and with what kind of device.

Found by bundle id or by the name under which the app writes; compared folded and without case. Facts from the
vendors' App Store pages and documents, 2026-11.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from salus.providers.base.records import SourceKey

APPLE_APP: Final = "com.apple.health"
SUMMARY_APP: Final = "com.apple.health.summary"


@dataclass(frozen=True, slots=True)
class App:
    """One app or family of apps of a vendor."""

    provider: str
    """Code of the provider whose data it is; empty where no provider of ours stands behind it."""
    device_class: str
    names: tuple[str, ...]
    bundle_ids: tuple[str, ...] = ()
    measures_glucose_continuously: bool = False


@dataclass(frozen=True, slots=True)
class SourceKind:
    """What a source is: `device_class` decides its place in default orders, `origin` marks an echo."""

    device_class: str
    """watch, band, ring, phone, scale, mat, chest_strap, cuff, app, manual or summary."""
    origin: str
    """Code of the provider that really measured; empty when it is the road's own."""


APPS: Final[tuple[App, ...]] = (
    App("oura", "ring", ("Oura", "Oura Ring"), ("com.ouraring.oura",)),
    App("whoop", "band", ("WHOOP",), ("com.whoop.iphone",)),
    App(
        "withings",
        "scale",
        ("Withings", "Health Mate", "Withings Health Mate", "Withings App"),
        ("com.withings.wiScaleNG",),
    ),
    App("fitbit", "band", ("Fitbit",), ("com.fitbit.FitbitMobile",)),
    App(
        "fitbit",
        "band",
        ("Power Sync for Fitbit", "myFitnessSync for Fitbit", "Fitbit to Apple Health Sync", "Sync Solver"),
    ),
    App("google_health", "band", ("Google Health",), ()),
    App("google_fit", "app", ("Google Fit", "Google Fit: Activity Tracker"), ("com.google.Fitness",)),
    App("strava", "app", ("Strava",), ("com.strava.stravaride",)),
    App("myfitnesspal", "app", ("MyFitnessPal", "Calorie Counter"), ("com.myfitnesspal.mfp",)),
    App("cronometer", "app", ("Cronometer",), ("com.cronometer.Cronometer",)),
    App("garmin", "watch", ("Garmin Connect", "Connect", "Garmin Connect™"), ("com.garmin.connect.mobile",)),
    App("polar", "watch", ("Polar Flow", "Polar Beat"), ("fi.polar.polarflow",)),
    App("suunto", "watch", ("Suunto",), ("com.suunto.app",)),
    App("coros", "watch", ("COROS",), ("com.yf.coros",)),
    App("zepp", "band", ("Zepp", "Zepp Life", "Mi Fit", "Amazfit"), ("com.huami.watch",)),
    App("samsung_health", "watch", ("Samsung Health",), ("com.samsung.health.ios",)),
    App("ultrahuman", "ring", ("Ultrahuman",), ()),
    App("ringconn", "ring", ("RingConn",), ()),
    App("wahoo", "chest_strap", ("Wahoo", "Wahoo Fitness", "ELEMNT"), ("com.wahoofitness.fitness",)),
    App("peloton", "app", ("Peloton",), ("com.onepeloton.peloton",)),
    App("zwift", "app", ("Zwift",), ("com.zwift.Zwift",)),
    App("runkeeper", "app", ("Runkeeper",), ()),
    App("nike", "app", ("Nike Run Club", "NRC", "Nike+ Running"), ("com.nike.nikeplus-gps",)),
    App("komoot", "app", ("komoot",), ()),
    App("eight_sleep", "mat", ("Eight Sleep",), ()),
    App("sleep_cycle", "app", ("Sleep Cycle",), ()),
    App("autosleep", "app", ("AutoSleep", "Pillow", "SleepWatch"), ()),
    App("omron", "cuff", ("OMRON connect", "OMRON connect US/CAN/EMEA"), ()),
    App("qardio", "cuff", ("Qardio", "QardioArm"), ()),
    App("renpho", "scale", ("RENPHO", "Renpho Health", "RENPHO Health"), ()),
    App("eufy", "scale", ("eufy Life", "EufyLife"), ()),
    App(
        "dexcom",
        "app",
        ("Dexcom", "Dexcom G4", "Dexcom G5", "Dexcom G6", "Dexcom G7", "Dexcom ONE", "Dexcom ONE+", "Stelo"),
        ("com.dexcom.G6", "com.dexcom.G7"),
        measures_glucose_continuously=True,
    ),
    App(
        "libre",
        "app",
        ("LibreLink", "FreeStyle LibreLink", "FreeStyle Libre 3", "Libre", "LibreLinkUp", "Lingo"),
        (),
        measures_glucose_continuously=True,
    ),
    App(
        "",
        "app",
        (
            "xDrip",
            "xDrip4iOS",
            "Shuggah",
            "Loop",
            "Trio",
            "iAPS",
            "Spike",
            "Gluroo",
            "Nightscout",
            "Sugarmate",
            "Guardian",
            "Guardian Connect",
            "Eversense",
            "Eversense E3",
        ),
        (),
        measures_glucose_continuously=True,
    ),
)


def fold_name(name: str) -> str:
    """Return a display name as it is compared: NFKC and trimmed (no-break spaces become spaces)."""
    return unicodedata.normalize("NFKC", name).strip()


def known_app(name: str) -> App | None:
    """Return the app that has this bundle id or writes under this display name, if it is known."""
    return _BY_NAME.get(fold_name(name).casefold())


def describe_source(key: SourceKey, display: str = "") -> SourceKind:
    """Return what kind of device a source is and whose data it carries.

    A source that a person's own Apple devices write is the road's own; apps are known by id or name; a device
    that says its model is taken by it; the rest is an app.
    """
    app = known_app(key.app) or known_app(key.by_name)
    if app is None and key.app != APPLE_APP:
        app = known_app(key.manufacturer) or known_app(display)
    origin = app.provider if app is not None else ""
    if key.by_hand:
        return SourceKind("manual", origin)
    if key.app == SUMMARY_APP:
        return SourceKind("summary", "")
    device_class = _class_of_device(key)
    if not device_class:
        named = display or key.by_name or key.app
        device_class = app.device_class if app is not None else _class_of_name(named)
    return SourceKind(device_class, origin)


_DEVICE_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("watch", "watch"),
    ("iphone", "phone"),
    ("ipad", "phone"),
    ("ipod", "phone"),
    ("ring", "ring"),
    ("scale", "scale"),
    ("body+", "scale"),
    ("body cardio", "scale"),
    ("body comp", "scale"),
    ("sleep analyzer", "mat"),
    ("sleep mat", "mat"),
    ("beddit", "mat"),
    ("bpm", "cuff"),
    ("blood pressure", "cuff"),
    ("chest", "chest_strap"),
    ("h10", "chest_strap"),
    ("h9", "chest_strap"),
    ("hrm", "chest_strap"),
    ("tickr", "chest_strap"),
    ("band", "band"),
    ("fenix", "watch"),
    ("forerunner", "watch"),
    ("venu", "watch"),
    ("scanwatch", "watch"),
)


def _class_of_device(key: SourceKey) -> str:
    text = f"{key.model} {key.hardware}".casefold()
    return next((device_class for word, device_class in _DEVICE_WORDS if word in text), "")


def _class_of_name(name: str) -> str:
    """An Apple device is often left the name it was sold with: “Ann's iPhone”, “Apple Watch”."""
    text = name.casefold()
    if "watch" in text:
        return "watch"
    if "iphone" in text or "ipad" in text:
        return "phone"
    return "app"


def _by_name() -> Mapping[str, App]:
    found: dict[str, App] = {}
    for app in APPS:
        for name in (*app.names, *app.bundle_ids):
            found[fold_name(name).casefold()] = app
    return MappingProxyType(found)


_BY_NAME: Final = _by_name()
