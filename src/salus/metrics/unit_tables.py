"""Every unit text that sources write, by what it measures, with its exact size.

Sizes are decimal or fraction texts, so that each factor is the correctly rounded quotient of two exact
numbers. Unit texts stand here as `units.plain` leaves them: NFKC, `u` for the micro sign, `.` for a middle
dot. The inch and pound families are exact by the international agreement of 1959, US volumes by the gallon of
231 cubic inches, the imperial ones by the gallon of 4.54609 L; kcal is the thermochemical one (4.184 kJ) and
mm[Hg] the conventional one (133.322387415 Pa).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

KCAL_PER_KJ: Final = "1000/4184"
GLUCOSE_MG_PER_DL: Final = "18.0156"
"""mg/dL in one mmol/L of glucose, at 180.156 g/mol."""

SIZES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        # What is measured (in words for a message): {size in the first unit: unit texts}. A canonical unit
        # belongs to the first that has it (W is a power; as an energy per day it is only read).
        "mass": {
            "1": "g gram grams",
            "1000": "kg kilogram kilograms kgs",
            "0.001": "mg milligram milligrams",
            "0.000001": "ug mcg microgram micrograms",
            "453.59237": "lb lbs pound pounds [lb_av]",
            "28.349523125": "oz ounce ounces [oz_av]",
            "6350.29318": "st stone stones [stone_av]",
        },
        "length": {
            "1": "m meter meters metre metres",
            "1000": "km kilometer kilometers kilometre kilometres",
            "0.01": "cm centimeter centimeters centimetre centimetres",
            "0.001": "mm millimeter millimeters millimetre millimetres",
            "1609.344": "mi mile miles [mi_i]",
            "1852": "nmi [nmi_i]",
            "0.9144": "yd yds yard yards [yd_i]",
            "0.3048": "ft foot feet [ft_i] ft-in",
            "0.0254": "in inch inches [in_i]",
        },
        "time": {
            "1": "min mins minute minutes",
            "60": "h hr hrs hour hours",
            "1440": "d day days",
            "1/60": "s sec secs second seconds",
            "1/60000": "ms msec millisecond milliseconds",
        },
        "age": {"1": "a yr yrs year years"},
        "speed": {
            "1": "m/s m/sec mps",
            "1/3.6": "km/h km/hr kph kmh",
            "0.44704": "mi/h mi/hr mph [mi_i]/h",
            "0.3048": "ft/s ft/sec [ft_i]/s",
            "1/60": "m/min",
            "1852/3600": "kn kt knot knots [kn_i]",
        },
        "energy": {
            "1": "kcal Cal Calorie Calories calorie calories kilocalorie kilocalories [Cal]",
            "0.001": "cal",
            KCAL_PER_KJ: "kJ kilojoule kilojoules",
            "1/4184": "J joule joules",
            "1000000/4184": "MJ",
        },
        "power": {"1": "W watt watts", "1000": "kW"},
        "energy per day": {
            "1": "kcal/d kcal/day Cal/d Cal/day",
            KCAL_PER_KJ: "kJ/d kJ/day",
            "86400/4184": "W",
        },
        "energy per time and mass": {
            "1": "kcal/(h.kg) kcal/(hr.kg) kcal/(kg.h) kcal/(kg.hr) kcal/h.kg kcal/hr.kg kcal/hr-kg "
            "kcal/h-kg kcal/h/kg kcal/hr/kg kcal/kg/h kcal/kg/hr Cal/hr.kg Cal/hr-kg",
            KCAL_PER_KJ: "kJ/(h.kg) kJ/hr.kg kJ/hr-kg kJ/h/kg kJ/kg/h",
        },
        "temperature": {"1": "Cel degC °C C celsius K", "5/9": "[degF] degF °F F fahrenheit"},
        "volume": {
            "1": "mL milliliter milliliters millilitre millilitres cm3 cc",
            "1000": "L liter liters litre litres",
            "100": "dL",
            "10": "cL",
            "29.5735295625": "fl_oz_us floz [foz_us] fl.oz.",
            "28.4130625": "fl_oz_imp [foz_br]",
            "236.5882365": "cup_us cup cups [cup_us]",
            "284.130625": "cup_imp",
            "473.176473": "pt_us [pt_us]",
            "568.26125": "pt_imp [pt_br]",
        },
        "flow": {"1": "L/min", "60": "L/s L/sec", "0.001": "mL/min", "0.06": "mL/s"},
        "oxygen uptake": {
            "1": "mL/kg/min mL/min/kg mL/(kg.min) mL/(min.kg) mL/min.kg mL/kg.min mL/min-kg mL/kg-min",
        },
        "pressure": {
            "1": "mm[Hg] mmHg",
            "1000/133.322387415": "kPa",
            "100/133.322387415": "hPa mbar",
            "1/133.322387415": "Pa",
        },
        "frequency": {
            "1": "/min 1/min count/min {count}/min {beats}/min bpm beats/min breaths/min {breaths}/min brpm "
            "rpm spm steps/min {steps}/min rev/min strokes/min {strokes}/min",
            "60": "/s 1/s count/s {count}/s Hz",
            "1/60": "/h 1/h /hr 1/hr count/h count/hr {count}/h events/h events/hr {events}/h",
        },
        "mass concentration": {"1": "mg/dL mg/dl", "100": "g/L", "0.1": "mg/L ug/mL"},
        "mass concentration per time": {"1": "mg/dL/min mg/(dL.min) mg/dL.min"},
        "molar concentration": {"1": "mmol/L mM", "0.001": "umol/L"},
        "conductance": {"1": "uS mcS", "1000": "mS", "1000000": "S"},
        "sound level": {"1": "dB[SPL] dBASPL dBSPL dB dBA dB(A)"},
        "biological activity": {"1": "[iU] IU U unit units {units}"},
        "percent": {"1": "% percent", "100": "fraction", "0.1": "‰ [ppth]"},
        "mass per area": {"1": "kg/m2 kg/m^2"},
        "steps": {"1": "{steps} steps step count"},
        "count": {
            "1": "{count} count counts times floors flights strokes {strokes} pushes puffs drinks reps "
            "episodes"
        },
        "score": {"1": "{score} score points count appleEffortScore"},
        "index": {"1": "{index} index count"},
        "active zone minutes": {"1": "{AZM} AZM count"},
        "metabolic equivalent": {"1": "{MET} MET METs"},
        "metabolic equivalent times time": {
            "1": "{MET}.min MET.min MET-min MET-mins MET-minutes {MET}.minutes",
            "60": "{MET}.h MET.h MET-h MET-hr",
        },
    }
)

ZERO_POINTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Zero of the scale in degrees Celsius; for a difference between two temperatures it plays no part.
        "[degF]": "-160/9",
        "degF": "-160/9",
        "°F": "-160/9",
        "F": "-160/9",
        "fahrenheit": "-160/9",
        "K": "-273.15",
    }
)

BARE_NUMBERS: Final = frozenset({"steps", "count", "score", "index", "active zone minutes"})
"""What is counted may come without any unit text, or with UCUM's `1`."""

SPECIAL: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        # Conversions that hold for one substance only: {metric: {unit text: size in its canonical unit}}.
        "glucose_blood": {"mmol/L": GLUCOSE_MG_PER_DL, "mM": GLUCOSE_MG_PER_DL},
        "glucose_interstitial": {"mmol/L": GLUCOSE_MG_PER_DL, "mM": GLUCOSE_MG_PER_DL},
        "glucose_trend": {"mmol/L/min": GLUCOSE_MG_PER_DL},
        "vitamin_d": {"IU": "0.025"},
        "retinol": {"IU": "0.3"},
        "vitamin_a": {"IU": "0.3", "ug RAE": "1", "mcg RAE": "1"},
        "vitamin_e": {"IU{natural}": "0.67", "IU{synthetic}": "0.45"},
        "sodium": {"g{salt}": "400", "mg{salt}": "0.4"},
        # A stride is two steps, one of each foot.
        "cadence_running": {"{strides}/min": "2", "strides/min": "2"},
        "water_intake": {"g": "1", "kg": "1000"},
        "body_mass_index": {"count": "1", "": "1", "1": "1"},
        "basal_metabolic_rate": {"kcal": "1", "Cal": "1", "kJ": KCAL_PER_KJ},
        "stand_hours": {"count": "1"},
        "average_met": {"kcal/(h.kg)": "1", "kcal/hr.kg": "1", "kcal/hr-kg": "1"},
    }
)

APPROXIMATE: Final = frozenset(
    {
        ("vitamin_a", "IU"),
        ("sodium", "g{salt}"),
        ("sodium", "mg{salt}"),
    }
)
"""Factors that hold only roughly: IU of vitamin A fit retinol and not carotenoids, salt is a label's rule."""

REFUSED: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("vitamin_e", "IU"): "IU of vitamin E differ between natural and synthetic",
        ("cadence_running", "rpm"): "rpm does not say whether one foot or both are counted",
        ("blood_ketone", "mg/dL"): "a ketone's mg/dL depend on which ketone was measured",
        ("water_intake", "oz"): "oz may be mass or volume; fl oz is a volume",
    }
)

DISPLAY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # Canonical unit: what a person may choose from, the metric system's first.
        "": (),
        "%": ("%",),
        "/h": ("/h",),
        "/min": ("bpm",),
        "Cel": ("°C", "°F"),
        "L": ("L",),
        "L/min": ("L/min",),
        "W": ("W",),
        "[iU]": ("IU",),
        "a": ("years",),
        "cm": ("cm", "in"),
        "dB[SPL]": ("dB",),
        "g": ("g",),
        "h": ("h",),
        "kcal": ("kcal", "kJ"),
        "kcal/(h.kg)": ("kcal/h/kg",),
        "kcal/d": ("kcal/d", "kJ/d"),
        "kg": ("kg", "lb"),
        "kg/m2": ("kg/m²",),
        "m": ("km", "mi"),
        "m/s": ("km/h", "mph"),
        "mL": ("mL", "fl oz", "cup"),
        "mL/kg/min": ("mL/kg/min",),
        "mg": ("mg",),
        "mg/dL": ("mg/dL", "mmol/L"),
        "mg/dL/min": ("mg/dL/min", "mmol/L/min"),
        "min": ("min",),
        "mm[Hg]": ("mmHg", "kPa"),
        "mmol/L": ("mmol/L",),
        "ms": ("ms",),
        "uS": ("µS",),
        "ug": ("µg",),
        "{AZM}": ("AZM",),
        "{MET}": ("MET",),
        "{MET}.min": ("MET-min",),
        "{count}": ("",),
        "{index}": ("",),
        "{score}": ("",),
        "{steps}": ("steps",),
    }
)

DISPLAY_OF_METRIC: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "body_weight": ("kg", "lb", "st"),
        "lean_body_mass": ("kg", "lb", "st"),
        "fat_mass": ("kg", "lb", "st"),
        "body_height": ("cm", "ft-in", "m"),
        "distance_swimming": ("m", "yd"),
        "elevation_gain": ("m", "ft"),
        "underwater_depth": ("m", "ft"),
        "six_minute_walk_distance": ("m", "ft"),
        "running_stride_length": ("m", "ft"),
        "stair_ascent_speed": ("m/s", "ft/s"),
        "stair_descent_speed": ("m/s", "ft/s"),
        "pulse_wave_velocity": ("m/s",),
        "respiratory_rate": ("/min",),
        "cadence_running": ("spm",),
        "cycling_cadence": ("rpm",),
        "vitamin_d": ("µg", "IU"),
    }
)

DISPLAY_DECIMALS: Final[Mapping[tuple[str, str], int]] = MappingProxyType(
    {
        # (canonical unit, display unit): digits after the point; elsewhere the metric's own.
        ("m", "km"): 2,
        ("m", "mi"): 2,
        ("m", "cm"): 0,
        ("m", "ft-in"): 2,
        ("kg", "lb"): 1,
        ("kg", "st"): 1,
        ("kcal", "kJ"): 0,
        ("m/s", "km/h"): 1,
        ("m/s", "mph"): 1,
        ("mg/dL", "mmol/L"): 1,
        ("mg/dL/min", "mmol/L/min"): 2,
        ("mL", "fl oz"): 1,
        ("mL", "cup"): 1,
        ("mm[Hg]", "kPa"): 1,
        ("ug", "IU"): 0,
    }
)
