"""Apple Health: no cloud, so its data comes as the file that a person exports on the phone."""

from __future__ import annotations

from salus.providers.apple_health.container import detect, open_export
from salus.providers.apple_health.read import read
from salus.providers.base.apps import APPLE_APP
from salus.providers.base.manifest import FileRoad, Mark, Provider

PROVIDER = Provider(
    code="apple_health",
    name="Apple Health",
    mark=Mark("AH", "#d6336c"),
    normalizer_version=1,
    bundle_ids=(APPLE_APP,),
    file_roads=(FileRoad(detect=detect, open=open_export, read=read, said_at="facts"),),
    exports_whole=True,
)
