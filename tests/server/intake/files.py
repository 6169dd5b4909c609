"""Spreadsheets as Excel and LibreOffice write them, made by hand from rows of texts, numbers and days."""

import io
import zipfile
from datetime import date, datetime, time
from xml.sax.saxutils import escape

TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
<Override PartName="/xl/styles.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/{{}}" Target="{{}}"/>{{}}</Relationships>'
)
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="{}" sheetId="1" r:id="r1"/></sheets></workbook>'
)
# Formats 14 (a day), 20 (an hour) and 22 (both) are built in.
STYLES = f"""<styleSheet xmlns="{MAIN}"><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>
<xf numFmtId="20" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>"""
DAY_ZERO = date(1899, 12, 30)
ODS = "urn:oasis:names:tc:opendocument:xmlns:"
CONTENT = f"""<office:document-content xmlns:office="{ODS}office:1.0" xmlns:table="{ODS}table:1.0"
 xmlns:text="{ODS}text:1.0" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="{{}}">{{}}
</table:table></office:spreadsheet></office:body></office:document-content>"""


MANIFEST = f"""<manifest:manifest xmlns:manifest="{ODS}manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def open_document(content):
    """A spreadsheet of LibreOffice with this content."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": MANIFEST})


def packed(parts):
    """A zip of these texts, by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def xlsx(rows, name="Programme"):
    """The rows as a workbook of Excel."""
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(value, number, place) for place, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    more = f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    return packed(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELS.format("officeDocument", "xl/workbook.xml", ""),
            "xl/workbook.xml": BOOK.format(name),
            "xl/_rels/workbook.xml.rels": RELS.format("worksheet", "worksheets/sheet1.xml", more),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>',
            "xl/styles.xml": STYLES,
        }
    )


def _cell(value, number, place):
    where = f'r="{chr(65 + place)}{number}"'
    if isinstance(value, datetime):
        days = (value.date() - DAY_ZERO).days + (value.hour * 60 + value.minute) / 1440
        return f'<c {where} s="3"><v>{days}</v></c>'
    if isinstance(value, date):
        return f'<c {where} s="1"><v>{(value - DAY_ZERO).days}</v></c>'
    if isinstance(value, time):
        return f'<c {where} s="2"><v>{(value.hour * 60 + value.minute) / 1440}</v></c>'
    if isinstance(value, int | float):
        return f"<c {where}><v>{value}</v></c>"
    return f'<c {where} t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else ""


def ods(rows, name="Programme"):
    """The rows as a spreadsheet of LibreOffice."""
    lines = "".join(f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in rows)
    return open_document(CONTENT.format(name, lines))


def _open_cell(value):
    kinds = {datetime: "date", date: "date", time: "time", int: "float", float: "float"}
    kind = kinds.get(type(value), "string")
    told = f"PT{value.hour:02d}H{value.minute:02d}M00S" if kind == "time" else str(value)
    told = value.isoformat() if kind == "date" else told
    name = {"date": "date-value", "time": "time-value", "float": "value"}.get(kind)
    said = f' office:{name}="{told}"' if name else ""
    text = f"<text:p>{escape(told)}</text:p>" if told else ""
    return f'<table:table-cell office:value-type="{kind}"{said}>{text}</table:table-cell>'


def csv(rows, separator=";"):
    """The rows as a CSV."""
    return "\r\n".join(separator.join(str(value) for value in row) for row in rows).encode()
