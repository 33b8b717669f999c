"""What to call a source where several of a person's sources bear one name. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from salus.kit.ids import SourceId
from salus.observations.model import Source


def display_names(sources: Sequence[Source]) -> dict[SourceId, str]:
    """Return the name of each source, unlike that of any other.

    Where names repeat, what was typed in, the hardware, the model or the kind of device stands behind the
    name in brackets: “Apple Watch (Watch6,12)”; where even these repeat, a number.
    """
    names = {source.source_id: source.name.strip() or source.key.app or "Unknown" for source in sources}
    repeated = Counter(name.casefold() for name in names.values())
    for source in sources:
        name = names[source.source_id]
        if repeated[name.casefold()] > 1:
            names[source.source_id] = f"{name} ({_told_apart_by(source)})"
    taken: Counter[str] = Counter()
    for source_id in sorted(names):
        name = names[source_id]
        taken[name.casefold()] += 1
        if taken[name.casefold()] > 1:
            names[source_id] = f"{name} {taken[name.casefold()]}"
    return names


def _told_apart_by(source: Source) -> str:
    if source.key.by_hand:
        return "typed in"
    device = source.key.hardware or source.key.model
    return device or source.device_class.replace("_", " ")


SHORT: Final = {"watch": "Watch", "phone": "Phone"}


def short_names(sources: Sequence[Source]) -> dict[SourceId, str]:
    """Return names for a sentence about some sources: the only Apple watch among them is “Watch”."""
    names = display_names(sources)
    kinds = Counter(source.device_class for source in sources)
    for source in sources:
        word = SHORT.get(source.device_class)
        own = source.key.app == "com.apple.health" and not source.key.by_hand
        if word and own and kinds[source.device_class] == 1:
            names[source.source_id] = word
    return names
