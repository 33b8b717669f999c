"""Containers: however a phone, a person or an attacker packs an export."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib

import pytest

from salus.kit.errors import UserInputError
from salus.providers.apple_health import container
from salus.providers.apple_health.container import detect, open_export
from salus.providers.apple_health.read import read
from tests.providers.apple_health.exports import PROLOGUE, chunks_of, export, packed, record
from tests.providers.rendering import balance, render

XML = export(*(record(start=f"2026-11-20 08:{minute:02d}:00 +0100") for minute in range(60)))


def refused(data: bytes) -> UserInputError:
    with pytest.raises(UserInputError) as caught:
        chunks_of(data)
    assert str(caught.value)[-1] == "."
    return caught.value


@pytest.mark.parametrize(
    "name",
    [
        "apple_health_export/export.xml",
        "apple_health_export/Export.xml",
        "apple_health_export/exportación.xml",
        "apple_health_export/导出.xml",
        "apple_health_export/輸出.xml",
        "my stuff/old/apple_health_export/vienti.xml",
        "eksport.xml",
    ],
)
def test_the_main_member_is_found_by_content_in_any_language(name):
    data = packed(XML, {"export_cda.xml": b"<?xml?><HealthData>never read"}, name=name)
    assert detect(io.BytesIO(data), "x.bin")
    assert render(chunks_of(data)) == render(chunks_of(XML))


def test_junk_of_macos_and_names_without_the_utf8_flag_do_no_harm():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("__MACOSX/apple_health_export/._export.xml", b"<HealthData>junk" * 1000)
        archive.writestr("apple_health_export/", b"")
        archive.writestr("apple_health_export/exportXXXXn.xml", XML)
    mojibake = out.getvalue().replace(b"exportXXXXn", "exportació".encode())
    assert balance(chunks_of(mojibake)) == (60, 60)


def test_a_bare_xml_file_is_an_export_too():
    assert detect(io.BytesIO(XML), "anything")
    opened = open_export(io.BytesIO(XML))
    assert (opened.main.size, opened.main.crc) == (len(XML), None)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    marked = b"\xef\xbb\xbf" + XML.replace(b"\n", b"\r\n")
    assert render(chunks_of(marked), offsets=False) == render(chunks_of(XML), offsets=False)


def test_the_main_member_says_its_size_and_checksum_and_gives_its_bytes():
    opened = open_export(io.BytesIO(packed(XML)))
    assert (opened.main.size, opened.main.crc) == (len(XML), zlib.crc32(XML))
    with opened.main_bytes() as stream:
        assert stream.read() == XML


def test_whoever_observes_sees_every_byte_once_also_when_reading_resumes():
    for data in (XML, packed(XML)):
        for start in (0, 1000, len(XML) // 2):
            seen = hashlib.blake2b()
            list(read(open_export(io.BytesIO(data)), start, observe=seen.update, window=512))
            assert seen.digest() == hashlib.blake2b(XML).digest()


def test_the_callers_file_stays_open():
    file = io.BytesIO(XML)
    list(read(open_export(file)))
    assert not file.closed


DOCTYPE_16 = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 12 -->\n'
    "<!ELEMENT VisionPrescription (RightEye, LeftEye)>\n<!ATTLIST VisionPrescription\n  type CDATA #IMPLIED\n"
    "<!ELEMENT RightEye EMPTY>\n<!ATTLIST RightEye\n  sphere CDATA #IMPLIED\n>\n>\n]>\n"
    "<HealthData locale='en_US'>\n"
)


@pytest.mark.parametrize(
    "prologue",
    [
        DOCTYPE_16,
        "<HealthData>",
        "<!DOCTYPE HealthData>\n<HealthData  locale = 'x' >",
        '<!DOCTYPE HealthData SYSTEM "h.dtd">\n<HealthData>',
        PROLOGUE,
    ],
)
def test_document_types_of_every_known_version_are_skipped(prologue):
    found = chunks_of(export(record(), prologue=prologue))
    assert balance(found) == (1, 1)
    assert found[-1].finished


def test_declared_entities_are_refused():
    bomb = '<!DOCTYPE HealthData [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><HealthData>'
    assert refused(export(record(source="&b;"), prologue=bomb)).code == "hostile_file"


def test_an_undeclared_entity_costs_its_record_only():
    bad = record().replace("Ann", "&b;")
    chunks = chunks_of(export(record(), bad, record(start="2026-11-20 12:00:00 +0100")))
    assert [r.reason for r in chunks[0].rejected] == ["malformed"]
    assert balance(chunks) == (3, 3)


def test_control_characters_are_left_out_and_offsets_stay_those_of_the_file():
    dirty = record(source="An\x0bn’s\x00 Watch\x1f", start="2026-11-20 09:00:00 +0100")
    data = export(record(), dirty, "\x0c", record(start="2026-11-20 10:00:00 +0100"), record(value="x\x01"))
    chunks = chunks_of(data)
    (block,) = [block for chunk in chunks for block in chunk.blocks]
    assert len(block) == 3
    for offset in block.offsets.tolist():
        assert data[offset:].startswith(b"<Record")
    assert chunks[0].raw(int(block.offsets[1])) == dirty.strip().encode()
    (bad,) = chunks[0].rejected
    assert data[bad.offset :].startswith(b"<Record")
    assert {said.display for said in chunks[0].names.values()} == {"Ann’s Watch"}


def test_empty_wrong_and_foreign_files_are_refused_in_words():
    assert refused(b"").code == "empty_file"
    assert refused(b"%PDF-1.4 hello").code == "not_an_export"
    assert refused(b'<?xml version="1.0"?><ClinicalDocument>').code == "not_an_export"
    assert refused(packed(b"<html>", name="a.xml")).code == "not_an_export"
    assert refused(b"PK\x03\x04garbage").code == "damaged_file"
    for data in (b"", b"%PDF", packed(b"<html>"), b"PK\x03\x04garbage"):
        assert not detect(io.BytesIO(data), "export.zip")


def test_the_clinical_part_alone_is_no_export():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("apple_health_export/export_cda.xml", XML)
    told = refused(out.getvalue())
    assert told.code == "not_an_export"
    assert "CDA" in str(told)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "a/../../b", "C:\\x", "a\\..\\..\\b"])
def test_names_that_lead_out_of_the_folder_are_refused(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("apple_health_export/export.xml", XML)
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, b"x")
    assert refused(out.getvalue()).code == "hostile_file"


def test_a_bomb_is_refused():
    big = PROLOGUE.encode() + b" " * (32 << 20)
    assert refused(packed(big)).code == "hostile_file"


def test_what_compresses_well_but_is_small_is_read():
    assert chunks_of(packed(PROLOGUE.encode() + b" " * (8 << 20) + b"</HealthData>"))[-1].finished


def test_too_many_members_and_too_much_unpacked_are_refused(monkeypatch):
    monkeypatch.setattr(container, "MOST_MEMBERS", 1)
    assert refused(packed(XML, {"a": b"1"})).code == "hostile_file"
    monkeypatch.setattr(container, "MOST_MEMBERS", 10)
    monkeypatch.setattr(container, "MOST_UNPACKED", 100)
    assert refused(packed(XML)).code == "hostile_file"


def test_a_zip64_archive_of_streamed_members_is_read():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("apple_health_export/export.xml", "w", force_zip64=True) as member,
    ):
        member.write(XML)
    assert balance(chunks_of(out.getvalue())) == (60, 60)


def test_a_locked_archive_is_refused_in_words():
    data = bytearray(packed(XML))
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, central + 8, struct.unpack_from("<H", data, central + 8)[0] | 1)
    assert refused(bytes(data)).code == "locked_file"


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_an_xml_that_ends_early_gives_what_could_be_read(keep):
    cut = XML[: int(len(XML) * keep)]
    chunks = chunks_of(cut)
    assert not chunks[-1].finished
    assert chunks[-1].facts["cut_at"] == len(cut)
    whole = cut.count(b'value="10"/>')
    assert balance(chunks) == (whole, whole)


def streamed(*members: tuple[str, bytes]) -> bytes:
    """A zip file as a phone streams it: sizes follow their member."""

    class Unseekable(io.RawIOBase):
        def __init__(self) -> None:
            self.written = io.BytesIO()

        def writable(self) -> bool:
            return True

        def write(self, data):
            return self.written.write(data)

    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return out.written.getvalue()


def test_a_zip_cut_in_copying_gives_what_could_be_read():
    many = export(*(record(value=str(i * 7919 % 997)) for i in range(20_000)))
    gpx = ("apple_health_export/workout-routes/r.gpx", b"<gpx/>")
    main = ("apple_health_export/export.xml", many)
    whole = streamed(("apple_health_export/export_cda.xml", XML), gpx, main)
    assert balance(chunks_of(whole)) == (20_000, 20_000)
    cut = whole[: len(whole) * 2 // 3]
    assert detect(io.BytesIO(cut), "export.zip")
    opened = open_export(io.BytesIO(cut))
    assert opened.damage
    assert opened.route("/workout-routes/r.gpx") == b"<gpx/>"
    chunks = list(read(opened))
    read_count = balance(chunks)[0]
    assert 1_000 < read_count < 20_000
    assert not chunks[-1].finished
    assert chunks[-1].facts["cut_at"] > 0


def test_a_zip_that_lost_only_its_table_of_contents_is_read_whole_and_still_marked():
    whole = streamed(("apple_health_export/export.xml", XML))
    cut = whole[: whole.index(b"PK\x01\x02")]
    opened = open_export(io.BytesIO(cut))
    chunks = list(read(opened))
    assert balance(chunks) == (60, 60)
    assert opened.damage
    assert not chunks[-1].finished


def test_a_flipped_byte_ends_the_reading_and_is_no_proper_end():
    many = export(*(record(value=str(i * 7919 % 997)) for i in range(20_000)))
    data = bytearray(packed(many))
    data[len(data) // 2] ^= 0xFF
    chunks = chunks_of(bytes(data))
    assert not chunks[-1].finished
    read_, told = balance(chunks)
    assert read_ == told > 10_000


def test_a_wrong_checksum_alone_costs_the_end_of_the_file_at_most():
    many = export(*(record(value=str(i * 7919 % 997)) for i in range(1_000)))
    data = bytearray(packed(many))
    data[data.rfind(b"PK\x01\x02") + 16] ^= 0xFF
    chunks = chunks_of(bytes(data))
    assert not chunks[-1].finished
    read_, told = balance(chunks)
    assert read_ == told > 500


def test_a_damaged_beginning_is_refused_in_words():
    data = bytearray(packed(export(record())))
    data[data.rfind(b"PK\x01\x02") + 16] ^= 0xFF
    with pytest.raises(UserInputError) as told:
        chunks_of(bytes(data))
    assert told.value.code == "damaged_file"


def test_a_cut_zip_with_damaged_or_exploding_members_is_refused_in_words():
    whole = streamed(("apple_health_export/other.xml", b" " * (64 << 20)), ("export.xml", XML))
    assert refused(whole[:-40]).code == "damaged_file"
    corrupt = bytearray(streamed(("a.gpx", bytes(range(256)) * 400), ("export.xml", XML))[:-40])
    corrupt[60:90] = b"\xff" * 30
    assert refused(bytes(corrupt)).code == "damaged_file"
    assert not detect(io.BytesIO(bytes(corrupt)))


def test_an_element_nested_without_end_costs_only_itself():
    deep = " <Workout " + "a='1'>" + "<b>" * 200_000 + "</b>" * 200_000 + "</Workout>\n"
    chunks = chunks_of(export(record(), deep, record(start="2026-11-20 09:00:00 +0100")))
    assert balance(chunks) == (3, 3)
    assert [rejected.reason for chunk in chunks for rejected in chunk.rejected] == ["no_date"]


def test_an_element_that_never_ends_costs_no_other(monkeypatch):
    monkeypatch.setattr("salus.providers.apple_health.read.LONGEST_WAIT", 2000)
    monkeypatch.setattr("salus.providers.apple_health.elements.LONGEST_WAIT", 2000)
    many = [record(start=f"2026-11-20 09:00:{second:02d} +0100") for second in range(60)]
    for bad in ("<!-- no end ", " <Workout a='1'><!-- ", record().replace("/>", "><!-- ")):
        for window in (500, 4 << 20):
            chunks = chunks_of(export(record(), bad, *many), window=window)
            assert sum(len(block) for chunk in chunks for block in chunk.blocks) == 61
            assert chunks[-1].finished
