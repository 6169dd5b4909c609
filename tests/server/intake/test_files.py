"""Files that staff send: spreadsheets of each kind are opened, all else is refused, and nothing grows without limit."""

import functools
import os
from datetime import date, datetime, time

import pytest

from server.foundation.errors import Invalid
from server.intake import apart
from server.intake.apart import open_table
from tests.server.intake.files import CONTENT, csv, ods, open_document, packed, xlsx

ROWS = [
    ["Programme"],
    ["Titre", "Jour", "Heure", "Quand", "Places", "Note"],
    ["Souris", date(2027, 1, 12), time(14, 30), datetime(2027, 1, 12, 9, 5), 8, ""],
    ["Clavier & mails", "mardi", "10h", "", 7.5, "déjà"],
]
READ = [
    [1, "Programme"],
    [2, "Titre", "Jour", "Heure", "Quand", "Places", "Note"],
    [3, "Souris", "2027-01-12", "14:30", "2027-01-12 09:05", "8"],
    [4, "Clavier & mails", "mardi", "10h", "", "7.5", "déjà"],
]


def plain(lines):
    """Lines without their empty last cells: a sheet is a rectangle."""
    return [line[: max(place for place, cell in enumerate(line) if cell != "") + 1] for line in lines]


@pytest.mark.parametrize("make", [xlsx, ods])
async def test_spreadsheets(make):
    found = await open_table(make(ROWS, "Printemps"))
    assert plain(found.lines) == READ
    assert (found.sheet, found.cut) == ("Printemps", False)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
async def test_csv(separator, encoding):
    text = csv([["Titre", "Date", "Début"], ["Éléphant", "12/01/2027", "14h"]], separator).decode()
    found = await open_table(f"{text}\r\n\r\n".encode(encoding))
    assert found.lines == [[1, "Titre", "Date", "Début"], [2, "Éléphant", "12/01/2027", "14h"]]


async def test_signs_that_no_text_has_are_left_out():
    rows = f"titre\x07;date\u2028\n{'x' * 5000};\n\x00Souris\x01;12/01/2027\n"
    found = await open_table(rows.encode())
    assert [line[1:] for line in found.lines] == [["titre", "date"], ["x" * 4000, ""], ["Souris", "12/01/2027"]]


async def test_a_cell_of_several_lines_keeps_the_numbers_of_lines():
    found = await open_table(b'titre,description\nSouris,"un\ndeux"\nClavier,trois\n')
    assert [line[0] for line in found.lines] == [1, 2, 4]


@functools.cache
def bomb():
    """A workbook whose sheet unpacks to 70 MB."""
    return packed({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": "0" * 70_000_000})


def liar():
    """A workbook that says it is small, and is not: the sizes in the list of its parts are forged."""
    body = bytearray(bomb())
    place = body.rindex(b"PK\x01\x02")
    body[place + 24 : place + 28] = (100).to_bytes(4, "little")
    return bytes(body)


def far_cell():
    """A sheet with two cells, a billion apart."""
    cell = "<table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell>"
    wide = "<table:table-cell table:number-columns-repeated='16000'/>"
    gap = f"<table:table-row table:number-rows-repeated='1048000'>{wide}</table:table-row>"
    rows = f"<table:table-row>{cell}</table:table-row>{gap}<table:table-row>{wide}{cell}</table:table-row>"
    return open_document(CONTENT.format("x", rows))


def entities():
    """A sheet of entities that double and double."""
    doubled = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    cell = "<table:table-cell office:value-type='string'><text:p>&a11;</text:p></table:table-cell>"
    content = CONTENT.format("x", f"<table:table-row>{cell}</table:table-row>")
    return open_document(f'<!DOCTYPE a [<!ENTITY a0 "boum">{doubled}]>{content}')


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "file_empty"),
        (b"  \n", "file_empty"),
        (b"titre;date\n", "file_empty"),
        (b"%PDF-1.7 bonjour", "file_unknown"),
        (b"\x89PNG\r\n\x1a\n\0\0", "file_unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "file_unknown"),
        (b"PK\x03\x04 cut", "file_damaged"),
        (packed({"word/document.xml": "<a/>"}), "file_unknown"),
        (packed({"xl/workbook.xml": "<a"}), "file_damaged"),
        (packed({f"{n}.xml": "" for n in range(1200)} | {"xl/workbook.xml": "<a/>"}), "file_too_dear"),
        (b"x" * (apart.MOST_BYTES + 1), "file_too_heavy"),
    ],
)
async def test_what_is_no_spreadsheet_is_refused(body, reason):
    with pytest.raises(Invalid) as refused:
        await open_table(body)
    assert refused.value.fields == {"file": reason}


@pytest.mark.parametrize("make", [bomb, liar, far_cell, entities])
async def test_bombs_do_not_go_off_here(make):
    with pytest.raises(Invalid) as refused:
        await open_table(make())
    assert refused.value.fields["file"] in {"file_too_dear", "file_damaged", "file_empty"}


async def test_a_child_that_dies_or_raves_is_a_refusal(monkeypatch):
    for said in (b"", b"{", b"[]", b'{"rows": 3}'):
        monkeypatch.setattr(apart, "run_confined", lambda *_, said=said: said)
        with pytest.raises(Invalid):
            await open_table(b"titre;date\nx;y")


async def test_names_of_parts_are_never_written(tmp_path):
    before = set(os.listdir(tmp_path))
    with pytest.raises(Invalid):
        await open_table(packed({f"../../..{tmp_path}/evil": "x", "xl/workbook.xml": "<a/>"}))
    assert set(os.listdir(tmp_path)) == before
