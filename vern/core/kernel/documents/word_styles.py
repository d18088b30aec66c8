"""The look of a Word document, kept in its styles so that people can change it in one place."""

from collections.abc import Mapping
from typing import Final

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm

from vern.core.kernel.documents.labels import CalloutKind

# In Word the text must stay editable on any machine, so a font that every office program has.
_FONT: Final = "Arial"
_INK: Final = "1E2B3C"
_QUIET: Final = "4A5563"
_TINT: Final = "EEF2F6"
TEXT_WIDTH: Final = Cm(16)
TABLE_STYLE: Final = "Document Table"
CALLOUT_STYLES: Final[Mapping[CalloutKind, str]] = {
    "info": "Callout Info",
    "success": "Callout Success",
    "warning": "Callout Warning",
    "danger": "Callout Danger",
}
_CALLOUT_COLOURS: Final[Mapping[CalloutKind, str]] = {
    "info": "12395B",
    "success": "00796B",
    "warning": "B35900",
    "danger": "A3162E",
}


def _type(points: float, *, bold: bool = False, colour: str = _INK) -> str:
    weight = "<w:b/><w:bCs/>" if bold else ""
    return f'{weight}<w:color w:val="{colour}"/><w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="264" w:lineRule="auto"/>'


def _callout(colour: str) -> str:
    return (
        f'<w:keepLines/><w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{colour}"/></w:pBdr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_TINT}"/>{_space(160, 200)}<w:ind w:left="200"/>'
    )


# Style name → (paragraph properties, run properties), for styles that Word knows by name.
_PARAGRAPHS: Final[Mapping[str, tuple[str, str]]] = {
    "Title": (f"<w:keepNext/>{_space(0, 120)}", _type(25, bold=True)),
    "Subtitle": (_space(0, 120), _type(13, colour=_QUIET)),
    "Heading 1": (
        f'<w:keepNext/><w:keepLines/>{_space(420, 140)}<w:outlineLvl w:val="0"/>',
        _type(17, bold=True),
    ),
    "Heading 2": (
        f'<w:keepNext/><w:keepLines/>{_space(320, 110)}<w:outlineLvl w:val="1"/>',
        _type(13.5, bold=True),
    ),
    "Heading 3": (
        f'<w:keepNext/><w:keepLines/>{_space(260, 90)}<w:outlineLvl w:val="2"/>',
        _type(11.5, bold=True),
    ),
    "Heading 4": (
        f'<w:keepNext/><w:keepLines/>{_space(220, 70)}<w:outlineLvl w:val="3"/>',
        _type(10.5, bold=True),
    ),
    "TOC Heading": (f"<w:keepNext/><w:keepLines/>{_space(300, 120)}", _type(15, bold=True)),
    "Caption": (_space(160, 100), _type(9.5, bold=True)),
    "Footer": ('<w:tabs><w:tab w:val="right" w:pos="9070"/></w:tabs>', _type(8.5, colour=_QUIET)),
}
# New styles: (paragraph properties, run properties); the identifier is the name without spaces.
_NEW_PARAGRAPHS: Final[Mapping[str, tuple[str, str]]] = {
    "toc 1": (_space(60, 40), _type(10.5, bold=True)),
    "toc 2": (f'{_space(0, 40)}<w:ind w:left="280"/>', _type(10.5)),
    "toc 3": (f'{_space(0, 40)}<w:ind w:left="560"/>', _type(10.5)),
    "Table Text": (_space(0, 0), _type(9)),
    "Table Note": (_space(80, 240), _type(8.5, colour=_QUIET)),
    "Facts": (_space(0, 240), _type(9.5, colour=_QUIET)),
    "Picture": (f"<w:keepNext/>{_space(200, 0)}", _type(10.5)),
    **{
        name: (_callout(_CALLOUT_COLOURS[kind]), _type(10.5))
        for kind, name in CALLOUT_STYLES.items()
    },
}
_TABLE: Final = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="DocumentTable">
  <w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr><w:tblBorders>
    <w:top w:val="single" w:sz="8" w:space="0" w:color="{_INK}"/>
    <w:bottom w:val="single" w:sz="4" w:space="0" w:color="AEB6C0"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="AEB6C0"/>
  </w:tblBorders><w:tblCellMar>
    <w:top w:w="60" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>
    <w:bottom w:w="60" w:type="dxa"/><w:right w:w="100" w:type="dxa"/>
  </w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>
    <w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_INK}"/></w:tcBorders>
    <w:shd w:val="clear" w:color="auto" w:fill="{_TINT}"/></w:tcPr></w:tblStylePr>
  <w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>
</w:style>"""


def dress(word: WordDocument, language_tag: str) -> None:
    """Give an empty Word document our page, styles and language (such as `nb-NO`)."""
    _set_page(word)
    styles = word.styles.element
    _drop_unused(styles)
    _set_defaults(styles, language_tag)
    for name, (paragraph, run) in _PARAGRAPHS.items():
        _redefine(word.styles[name].element, paragraph, run)
    for name, (paragraph, run) in _NEW_PARAGRAPHS.items():
        styles.append(parse_xml(_paragraph_style(name, paragraph, run)))
    styles.append(parse_xml(_TABLE))
    for element in word.settings.element.findall(qn("w:themeFontLang")):
        element.set(qn("w:val"), language_tag)


def style_identifier(name: str) -> str:
    """The identifier of a style in the file: "Heading 1" is `Heading1`, "toc 1" is `TOC1`."""
    return name.replace("toc", "TOC").replace(" ", "")


def _set_page(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.4)


def _drop_unused(styles: BaseOxmlElement) -> None:
    # The starting file has a hundred table styles that would only clutter the list.
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in {
            "TableNormal",
            "TableGrid",
        }:
            styles.remove(style)


def _set_defaults(styles: BaseOxmlElement, language_tag: str) -> None:
    defaults = parse_xml(
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:eastAsia="{_FONT}" w:cs="{_FONT}"/>'
        f'{_type(10.5)}<w:lang w:val="{language_tag}" w:eastAsia="{language_tag}" w:bidi="ar-SA"/>'
        f"</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{_space(0, 140)}</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    for old in styles.findall(qn("w:docDefaults")):
        styles.remove(old)
    styles.insert(0, defaults)


def _redefine(style: BaseOxmlElement, paragraph: str, run: str) -> None:
    for tag in ("w:pPr", "w:rPr", "w:semiHidden"):
        for old in style.findall(qn(tag)):
            style.remove(old)
    style.append(parse_xml(f"<w:pPr {nsdecls('w')}>{paragraph}</w:pPr>"))
    style.append(parse_xml(f"<w:rPr {nsdecls('w')}>{run}</w:rPr>"))


def _paragraph_style(name: str, paragraph: str, run: str) -> str:
    # Word knows its table of contents styles itself; the others are ours.
    custom = "" if name.startswith("toc ") else ' w:customStyle="1"'
    identifier = style_identifier(name)
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{custom} w:styleId="{identifier}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )
