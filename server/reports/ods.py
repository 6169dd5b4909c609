"""Write a spreadsheet in the OpenDocument format (ISO/IEC 26300): a zip with some XML, numbers as numbers."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

KIND = "application/vnd.oasis.opendocument.spreadsheet"
Cell = str | int | float
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{place}:1.0"'
    for name, place in (("office", "office"), ("table", "table"), ("text", "text"), ("manifest", "manifest"))
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MANIFEST = f"""{HEAD}<manifest:manifest {NAMES} manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{KIND}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
WHEN = (1980, 1, 1, 0, 0, 0)  # the same content is the same file


def write(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """Return a spreadsheet of these sheets, rows of texts and numbers."""
    tables = "".join(_table(name, rows) for name, rows in sheets.items())
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f'{HEAD}<office:document-content {NAMES} office:version="1.3">{body}</office:document-content>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as pieces:
        pieces.writestr(zipfile.ZipInfo("mimetype", WHEN), KIND)  # first, and not compressed: how the kind is told
        for name, text in (("content.xml", content), ("META-INF/manifest.xml", MANIFEST)):
            pieces.writestr(zipfile.ZipInfo(name, WHEN), text, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _table(name: str, rows: Sequence[Sequence[Cell]]) -> str:
    lines = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    columns = f'<table:table-column table:number-columns-repeated="{max(map(len, rows), default=1)}"/>'
    return f"<table:table table:name={quoteattr(name)}>{columns}{lines}</table:table>"


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        kind = 'office:value-type="string"'
    else:
        kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"
