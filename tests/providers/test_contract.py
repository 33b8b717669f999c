"""What every provider's folder must keep, whatever the provider."""

from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest

import salus.providers
from salus import metrics
from salus.kit.errors import UserInputError
from salus.metrics import units
from salus.providers.base import Chunk, Correlation, EventRecord, Provider, WorkoutRecord, discover, get
from tests.providers.rendering import balance, render

ROOT = Path(next(iter(salus.providers.__path__)))
FOLDERS = sorted(path for path in ROOT.iterdir() if (path / "__init__.py").exists() and path.name != "base")
FIXTURES = sorted(
    path
    for folder in FOLDERS
    for path in (folder / "fixtures").iterdir()
    if not path.name.endswith((".expected.json", ".md"))
)
SECRETS = re.compile(
    rb"(?i)bearer |client_secret|refresh_token|password|@(?!example\.)[\w-]+\.(?:com|org|net)\b"
)


def provider_of(path: Path) -> Provider:
    return discover()[path.relative_to(ROOT).parts[0]]


def file_of(fixture: Path) -> io.BytesIO:
    """Return a fixture's bytes; a folder is packed into a zip file."""
    if fixture.is_file():
        return io.BytesIO(fixture.read_bytes())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in sorted(fixture.rglob("*")):
            if member.is_file():
                archive.write(member, member.relative_to(fixture.parent))
    return out


def read(fixture: Path, file: io.BytesIO) -> list[Chunk]:
    road = next(road for road in provider_of(fixture).file_roads if road.detect(file, fixture.name))
    return list(road.read(road.open(file)))


def test_every_folder_is_found_and_its_code_is_its_name():
    assert list(discover()) == [folder.name for folder in FOLDERS]
    for code, provider in discover().items():
        assert get(code) is provider
        assert provider.code == code
        assert provider.normalizer_version >= 1
        assert re.fullmatch(r"#[0-9a-f]{6}", provider.mark.color)
    with pytest.raises(UserInputError, match="no provider"):
        get("nowhere")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_folder_has_notes_quality_and_its_own_drawing(folder):
    notes = (folder / "NOTES.md").read_text("utf-8")
    assert re.search(r"20\d\d-\d\d", notes), "NOTES.md says when its facts were true"
    icon = Tree.parse(folder / "icon.svg").getroot()
    assert icon.attrib["viewBox"] == "0 0 24 24"
    rules = tomllib.loads((folder / "quality.toml").read_text("utf-8"))["rules"]
    for rule, state in rules.items():
        assert state in ("done", "todo") or set(state) == {"exempt"}, rule
        assert state in ("done", "todo") or len(state["exempt"]) > 20, (
            f"{rule}: an exemption gives its reason"
        )
    provider = discover()[folder.name]
    if provider.file_roads:
        topics = {path for path in FIXTURES if provider_of(path) is provider}
        assert topics, "a provider with a file road has fixtures"


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_a_fixture_gives_what_is_expected(fixture, request):
    found = render(read(fixture, file_of(fixture)))
    expected = fixture.with_name(f"{fixture.stem}.expected.json")
    assert found == json.loads(expected.read_text("utf-8")), (
        f"{expected.name} differs; look at the difference, then write it with tools/write_fixtures.py"
    )


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_a_fixture_keeps_the_rules_of_records(fixture):
    chunks = read(fixture, file_of(fixture))
    read_count, became = balance(chunks)
    assert read_count == became > 0
    keys = set()
    for chunk in chunks:
        for block in chunk.blocks:
            metric = metrics.get(block.metric)
            assert (block.durations >= 0).all()
            assert (block.durations <= 86_400_000).all()
            assert (block.starts >= 0).all()
            if metric.kind is metrics.Kind.STATE:
                assert all(metric.states[int(value)] for value in block.values)
            else:
                units.to_canonical(float(block.values[0]), block.unit, metric)
        records: list[EventRecord | WorkoutRecord | Correlation] = [
            *chunk.events,
            *chunk.workouts,
            *chunk.correlations,
        ]
        for record in records:
            assert 0 <= record.start_ms <= record.end_ms
            assert len(record.record_key) == 16
            keys.add(record.record_key)
            json.dumps(dict(record.details))
        for stream in chunk.streams:
            assert stream.record_key in keys
            assert len({len(column) for column in stream.columns.values()}) == 1


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_a_fixture_holds_no_secret_and_no_real_person(fixture):
    members = [fixture] if fixture.is_file() else [path for path in fixture.rglob("*") if path.is_file()]
    for member in members:
        assert not SECRETS.search(member.read_bytes()), member


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_foreign_files_are_not_taken(folder):
    foreign = [
        b"",
        b"\x00" * 100,
        b"<html></html>",
        b'{"a": 1}',
        b"date,steps\n2026-01-01,5\n",
        b"PK\x05\x06" + b"\0" * 18,
    ]
    for road in discover()[folder.name].file_roads:
        for data in foreign:
            assert not road.detect(io.BytesIO(data), "export.zip")
