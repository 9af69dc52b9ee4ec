"""Makes `paper.docx`, the template of all papers: `python -m bot.answer.papers.template`.

The same every time: a test makes it anew and compares.
"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from bot.answer.papers.docx import OPEN_BLANK, TEMPLATE

FONT = "SimSun"
DISCLAIMER = "信息参考，不是律师意见"
WIDTHS = (Cm(3), Cm(3), Cm(5.5), Cm(4.5))

# A system without the font finds another Chinese one by its other name, its kind and its charset.
_FONTS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>'
    f'<w:font w:name="{FONT}"><w:altName w:val="宋体"/><w:panose1 w:val="02010600030101010101"/>'
    '<w:charset w:val="86"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)

_TAGS = (
    ("{%p for block in blocks %}", "Normal"),
    ("{%p if block.kind == 'title' %}", "Normal"),
    ("{{r block.text }}", "Title"),
    ("{%p elif block.kind == 'heading' %}", "Normal"),
    ("{{r block.text }}", "Heading 1"),
    ("{%p elif block.kind == 'paragraph' %}", "Normal"),
    ("{{r block.text }}", "Normal"),
    ("{%p elif block.kind == 'list' %}", "Normal"),
    ("{%p for line in block.lines %}", "Normal"),
    ("{{r line }}", "Normal"),
    ("{%p endfor %}", "Normal"),
    ("{%p else %}", "Normal"),
)


def template() -> bytes:
    """The document with docxtpl's tags, which go through `blocks` by their kind."""
    document = Document()
    _set_page(document)
    _set_styles(document)
    for text, style in _TAGS:
        document.add_paragraph(text, style)
    _write_table(document)
    for text in ("{%p endif %}", "{%p endfor %}"):
        document.add_paragraph(text)
    return _packed(document)


def _set_page(document: DocumentType) -> None:
    """A4, upright, with what it is and the page number below."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run(f"{DISCLAIMER} · 第")
    _write_page_number(footer)
    footer.add_run("页")


def _write_page_number(footer: Paragraph) -> None:
    run = footer.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _set_styles(document: DocumentType) -> None:
    for name, size in (("Normal", 11), ("Title", 16), ("Heading 1", 12), ("Footer", 9)):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(6 if name == "Heading 1" else 0)
        style.paragraph_format.space_after = Pt(4)
        _set_font(style)
    title = document.styles["Title"]
    assert isinstance(title, ParagraphStyle)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.font.bold = True
    for line_below in title.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        line_below.getparent().remove(line_below)
    open_blank = document.styles.add_style(OPEN_BLANK, WD_STYLE_TYPE.CHARACTER)
    open_blank.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _set_font(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _write_table(document: DocumentType) -> None:
    """Four columns; the head comes again on every page."""
    table = document.add_table(rows=4, cols=len(WIDTHS), style="Table Grid")
    table.autofit = False
    head, loop, row, end = table.rows
    for number, width in enumerate(WIDTHS):
        for each in table.rows:
            each.cells[number].width = width
        head.cells[number].paragraphs[0].add_run(f"{{{{ block.columns[{number}] }}}}").bold = True
        row.cells[number].text = f"{{{{r row[{number}] }}}}"
    loop.cells[0].text = "{%tr for row in block.rows %}"
    end.cells[0].text = "{%tr endfor %}"
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _packed(document: DocumentType) -> bytes:
    """The file without the day on which it was made."""
    made, packed = BytesIO(), BytesIO()
    document.core_properties.author = "退货参谋"
    document.core_properties.comments = ""
    document.save(made)
    with ZipFile(made) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            content = _FONTS.encode() if name == "word/fontTable.xml" else source.read(name)
            target.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return packed.getvalue()


if __name__ == "__main__":
    TEMPLATE.write_bytes(template())
