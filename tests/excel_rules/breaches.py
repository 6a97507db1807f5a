"""For each rule, the edits of the small workbook that break this rule and no other."""

from collections.abc import Mapping

from tests.excel_rules.good_workbook import Edit

_SHEET, _LISTS, _BOOK = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"
_STYLES, _STRINGS, _TYPES = "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml"
_LINKS, _BOOK_LINKS = "xl/worksheets/_rels/sheet1.xml.rels", "xl/_rels/workbook.xml.rels"
_TABLE, _OTHER_TABLE = "xl/tables/table1.xml", "xl/tables/table2.xml"
_CHART, _DRAWING, _NOTES = "xl/charts/chart1.xml", "xl/drawings/drawing1.xml", "xl/comments1.xml"
_CORE, _CUSTOM, _APP = "docProps/core.xml", "docProps/custom.xml", "docProps/app.xml"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_NEWER = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
_FORMULA = 'IF(D4&gt;0,SUM(Lister!$B$2:$B$3),"ingen")'


def _formula(text: str) -> tuple[Edit, ...]:
    """Replace the first formula of the sheet by `text`."""
    return (Edit(_SHEET, _FORMULA, text),)


PACKAGE: Mapping[str, tuple[Edit, ...]] = {
    "parts_have_names_of_their_own": (Edit("XL/Workbook.xml", "", "<workbook/>"),),
    "parts_are_well_formed_xml": (Edit(_APP, "</Properties>", ""),),
    "parts_have_a_content_type": (Edit("xl/media/image1.png", "", "png"),),
    "content_types_are_given_once": (
        Edit(_TYPES, "<Override", '<Default Extension="XML" ContentType="application/xml"/><Override'),
    ),
    "content_types_are_of_parts_that_exist": (
        Edit(_TYPES, "</Types>", '<Override PartName="/xl/x.xml" ContentType="a/b"/></Types>'),
    ),
    "relationships_lead_to_parts": (
        Edit(_BOOK_LINKS, "</R", f'<Relationship Id="rId9" Type="{_OFFICE}/customXml" Target="x.xml"/></R'),
    ),
    "relationship_ids_are_unique": (Edit(_LINKS, 'Id="rId4"', 'Id="rId3"'),),
    "linked_parts_have_the_content_type_of_their_kind": (
        Edit(_TYPES, "spreadsheetml.comments+xml", "spreadsheetml.table+xml"),
    ),
    "ids_of_relationships_exist": (
        Edit(_SHEET, '<legacyDrawing r:id="rId3"/>', '<legacyDrawing r:id="rId8"/>'),
    ),
    "ignorable_prefixes_are_declared": (
        Edit(_SHEET, "<worksheet ", f'<worksheet xmlns:mc="{_MARKUP}" mc:Ignorable="x14ac" '),
    ),
    "newer_attributes_are_ignorable": (
        Edit(_SHEET, "<worksheet ", f'<worksheet xmlns:x14ac="{_NEWER}" '),
        Edit(_SHEET, "<sheetFormatPr ", '<sheetFormatPr x14ac:dyDescent="0.25" '),
    ),
    "spaces_at_the_edge_of_a_text_are_kept": (Edit(_STRINGS, ' xml:space="preserve"', ""),),
    "core_properties_are_given_once": (Edit(_CORE, "<dc:title>", "<dc:title>A</dc:title><dc:title>"),),
    "times_of_the_document_are_w3c_dates": (Edit(_CORE, "2025-03-15T12:00:00Z", "15.03.2025"),),
    "custom_properties_are_numbered_from_2": (Edit(_CUSTOM, 'pid="2"', 'pid="1"'),),
    "custom_properties_have_names_of_their_own": (Edit(_CUSTOM, '"Runde"', '"kode"'),),
    "lists_of_properties_have_their_size": (
        Edit(_APP, 'size="5" baseType="lpstr"', 'size="6" baseType="lpstr"'),
    ),
}

WORKBOOK: Mapping[str, tuple[Edit, ...]] = {
    "sheet_names_are_allowed": (Edit(_BOOK, '"Kjelder"', '"History"'),),
    "sheets_have_names_of_their_own": (Edit(_BOOK, '"Kjelder"', '"tiltak"'),),
    "sheets_have_numbers_of_their_own": (Edit(_BOOK, 'sheetId="2"', 'sheetId="1"'),),
    "every_sheet_has_a_part_of_its_own": (Edit(_BOOK, "</sheets>", '<sheet name="Ny" sheetId="4"/></sheets>'),),
    "the_active_sheet_is_visible": (Edit(_BOOK, "<workbookView ", '<workbookView activeTab="3" '),),
    "one_sheet_is_selected": (Edit(_LISTS, "<sheetView ", '<sheetView tabSelected="1" '),),
    "defined_names_are_allowed": (Edit(_BOOK, '"Alle"', '"A1"'),),
    "defined_names_are_unique_in_their_scope": (
        Edit(_BOOK, '<definedName name="Alle"', '<definedName name="alle" localSheetId="0">1</definedName>'
             '<definedName name="Alle" localSheetId="0"'),
    ),
    "names_of_a_sheet_are_of_a_sheet_that_exists": (Edit(_BOOK, '"Alle"', '"Alle" localSheetId="3"'),),
    "print_titles_are_whole_rows_or_columns_of_their_own_sheet": (
        Edit(_BOOK, "Tiltak!$1:$3", "Lister!$1:$3"),
    ),
    "the_calculation_chain_lists_only_formulas": (
        Edit("xl/calcChain.xml", "", f'<calcChain {_MAIN}><c r="F4" i="1"/><c r="A4"/></calcChain>'),
        Edit(_BOOK_LINKS, "</R", f'<Relationship Id="rId9" Type="{_OFFICE}/calcChain" Target="calcChain.xml"/></R'),
        Edit(_TYPES, "</T", f'<Override PartName="/xl/calcChain.xml" ContentType="{_CHAIN_TYPE}"/></T'),
    ),
}  # fmt: skip

STYLES: Mapping[str, tuple[Edit, ...]] = {
    "the_lists_that_excel_needs_are_there": (
        Edit(
            _STYLES,
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
            "",
        ),
    ),
    "cell_formats_are_not_too_many": (Edit(_STYLES, '<cellXfs count="3">', "<cellXfs>" + "<xf/>" * 65_490),),
    "cell_formats_point_to_what_exists": (Edit(_STYLES, '<xf numFmtId="164"', '<xf numFmtId="165"'),),
    "number_formats_are_defined_once": (
        Edit(_STYLES, '<numFmts count="1">', '<numFmts count="2"><numFmt numFmtId="164" formatCode="0"/>'),
    ),
    "number_formats_can_be_read": (Edit(_STYLES, "dd.mm.yyyy", "dd.mm.yyyy&quot; kl."),),
    "conditional_formats_have_no_number_format": (
        Edit(_STYLES, "<b/></font><fill>", '<b/></font><numFmt numFmtId="164" formatCode="0"/><fill>'),
    ),
    "named_styles_have_names_of_their_own": (Edit(_STYLES, '"Hyperlink"', '"normal"'),),
    "colours_of_the_theme_have_a_theme": (Edit(_STYLES, 'theme="10"', 'theme="12"'),),
    "fonts_have_a_size_that_excel_allows": (Edit(_STYLES, '<sz val="8"/>', '<sz val="410"/>'),),
    "counts_are_the_number_of_what_follows": (Edit(_SHEET, 'mergeCells count="2"', 'mergeCells count="3"'),),
}

CELLS: Mapping[str, tuple[Edit, ...]] = {
    "rows_are_in_order": (Edit(_SHEET, '</row><row r="8"', '</row><row r="7"/><row r="8"'),),
    "cells_are_in_order_in_their_row": (Edit(_SHEET, '<c r="A8"', '<c r="A8"/><c r="A8"'),),
    "cells_rows_and_columns_have_a_format_that_exists": (Edit(_SHEET, '<c r="D4"', '<c r="D4" s="3"'),),
    "cells_point_to_shared_texts_that_exist": (Edit(_SHEET, "<v>13</v>", "<v>21</v>"),),
    "values_are_of_the_kind_that_the_cell_says": (Edit(_SHEET, "<v>0.5</v>", "<v>0,5</v>"),),
    "dates_are_days_that_excel_can_show": (Edit(_SHEET, "<v>46023</v>", "<v>-1</v>"),),
    "texts_are_not_too_long": (Edit(_STRINGS, "<t>Gol</t>", f"<t>{'æ' * 32_768}</t>"),),
    "texts_have_no_control_characters": (Edit(_STRINGS, "<t>Gol</t>", "<t>Gol_x000B_</t>"),),
    "columns_are_in_order": (Edit(_SHEET, '<col min="2" max="2"', '<col min="1" max="2"'),),
    "widths_and_heights_are_within_limits": (Edit(_SHEET, 'ht="30"', 'ht="410"'),),
    "outlines_are_seven_levels_deep_at_most": (Edit(_SHEET, 'outlineLevel="1"', 'outlineLevel="8"'),),
}

FORMULAS: Mapping[str, tuple[Edit, ...]] = {
    "formulas_begin_without_an_equals_sign": _formula("=1+1"),
    "formulas_are_not_too_long": _formula("1" + "+1" * 4096),
    "texts_in_formulas_are_at_most_255_characters": _formula(f'"{"å" * 256}"'),
    "quotes_and_brackets_in_formulas_are_closed": _formula("SUM(D4:D5"),
    "formulas_are_nested_64_levels_at_most": _formula("ABS(" * 65 + "1" + ")" * 65),
    "formulas_are_written_with_commas": _formula("SUM(D4;D5)"),
    "newer_functions_have_their_prefix": _formula("TEXTJOIN(&quot; &quot;,TRUE,A4:A5)"),
    "formulas_name_sheets_that_exist": _formula("Borte!A1"),
    "sheet_names_in_formulas_are_quoted": (
        *_formula("SUM(Nye kjelder!A1)"),
        Edit(_BOOK, '"Kjelder"', '"Nye kjelder"'),
    ),
    "formulas_refer_to_what_exists": _formula("#REF!+1"),
    "formulas_name_tables_that_exist": _formula("SUM(Borte[Tal])"),
    "cells_in_formulas_are_on_the_sheet": _formula("A1048577"),
    "shared_formulas_have_a_first_cell": (Edit(_SHEET, f"<f>{_FORMULA}</f>", '<f t="shared" si="0"/>'),),
    "formulas_have_a_computed_value": (Edit(_SHEET, "</f><v>3</v>", "</f>"),),
}

SHEETS: Mapping[str, tuple[Edit, ...]] = {
    "parts_of_a_sheet_are_in_order": (
        Edit(_SHEET, '<sheetProtection sheet="1" objects="1" scenarios="1" autoFilter="0"/>', ""),
        Edit(_SHEET, "</autoFilter>", '</autoFilter><sheetProtection sheet="1"/>'),
    ),
    "parts_of_a_sheet_are_there_once": (Edit(_LISTS, "<sheetFormatPr ", "<sheetFormatPr/><sheetFormatPr "),),
    "merged_cells_do_not_overlap": (Edit(_SHEET, '"C1:D1"', '"B1:D1"'),),
    "merged_cells_are_two_or_more": (Edit(_SHEET, '"C1:D1"', '"C1"'),),
    "views_are_of_a_window_that_exists": (Edit(_LISTS, 'workbookViewId="0"', 'workbookViewId="1"'),),
    "frozen_panes_are_consistent": (Edit(_SHEET, 'topLeftCell="C4"', 'topLeftCell="A1"'),),
    "selections_are_in_panes_that_exist": (
        Edit(_LISTS, '<sheetView workbookViewId="0"/>',
             '<sheetView workbookViewId="0"><selection pane="bottomLeft"/></sheetView>'),
    ),
    "the_active_cell_is_selected": (Edit(_SHEET, 'activeCell="A4" sqref="A4"', 'activeCell="A4" sqref="A5"'),),
    "links_lead_somewhere": (Edit(_SHEET, 'location="Lister!A1"', 'location="Borte!A1"'),),
    "links_are_not_too_long": (Edit(_SHEET, 'tooltip="Gå dit"', f'tooltip="{"å" * 256}"'),),
    "a_cell_has_one_link": (Edit(_SHEET, '<hyperlink ref="B2"', '<hyperlink ref="A2"'),),
    "passwords_are_complete": (Edit(_SHEET, "<sheetProtection ", '<sheetProtection hashValue="aGVp" '),),
    "headers_and_footers_are_at_most_255_characters": (Edit(_SHEET, "Side &amp;P", "S" * 256),),
    "pages_are_scaled_within_limits": (Edit(_SHEET, 'scale="80"', 'scale="8"'),),
    "page_breaks_are_counted": (Edit(_SHEET, '<rowBreaks count="1"', '<rowBreaks count="2"'),),
    "ignored_errors_name_cells_and_an_error": (Edit(_SHEET, ' numberStoredAsText="1"', ""),),
    "code_names_are_allowed_and_unique": (Edit(_SHEET, 'codeName="Ark1"', 'codeName="Ark 1"'),),
}  # fmt: skip

INPUTS: Mapping[str, tuple[Edit, ...]] = {
    "literal_lists_are_at_most_255_characters": (Edit(_SHEET, '"Ja,Nei"', f'"Ja,{"n" * 253}"'),),
    "messages_of_validations_are_not_too_long": (Edit(_SHEET, '"Vel eit ord."', f'"{"v" * 256}"'),),
    "validations_have_the_values_they_compare_with": (Edit(_SHEET, "<formula2>1</formula2>", ""),),
    "validations_do_not_overlap": (Edit(_SHEET, 'sqref="D4:D7"><formula1>', 'sqref="C7:D7"><formula1>'),),
    "validations_and_formats_are_of_cells": (
        Edit(_SHEET, 'conditionalFormatting sqref="E4:E7"', 'conditionalFormatting sqref=""'),
    ),
    "validations_and_formats_name_no_tables": (
        Edit(_SHEET, '<formula1>"Ja,Nei"</formula1>', "<formula1>Aktorar[Aktorar namn]</formula1>"),
    ),
    "conditional_formats_have_a_format_that_exists": (Edit(_SHEET, 'dxfId="0"', 'dxfId="1"'),),
    "conditional_formats_have_a_priority_of_their_own": (Edit(_SHEET, 'priority="2"', 'priority="1"'),),
    "conditional_formats_have_what_they_compare_with": (Edit(_SHEET, "<formula>1</formula>", ""),),
}

TABLES: Mapping[str, tuple[Edit, ...]] = {
    "tables_have_numbers_of_their_own": (Edit(_OTHER_TABLE, ' id="2"', ' id="1"'),),
    "tables_have_names_of_their_own": (Edit(_OTHER_TABLE, 'displayName="Statusar"', 'displayName="alle"'),),
    "names_of_tables_are_allowed": (Edit(_OTHER_TABLE, 'displayName="Statusar"', 'displayName="Mine statusar"'),),
    "every_table_of_a_sheet_is_listed_on_it": (
        Edit(_LISTS, '<tableParts count="2"><tablePart r:id="rId1"/>', '<tableParts count="1">'),
    ),
    "a_table_has_a_row": (
        Edit(_OTHER_TABLE, ' ref="D1:E3"', ' ref="D1:E1"'),
        Edit(_OTHER_TABLE, '<autoFilter ref="D1:E3"/>', ""),
    ),
    "columns_fill_their_table": (
        Edit(_OTHER_TABLE, ' ref="D1:E3"', ' ref="D1:F3"'),
        Edit(_OTHER_TABLE, '<autoFilter ref="D1:E3"/>', ""),
    ),
    "columns_of_a_table_have_names_and_numbers_of_their_own": (
        Edit(_OTHER_TABLE, '<tableColumn id="2"', '<tableColumn id="1"'),
    ),
    "headings_of_a_table_are_what_its_cells_say": (Edit(_STRINGS, "Statusar namn", "Namn"),),
    "tables_hold_no_merged_cells": (
        Edit(_LISTS, "<pageMargins", '<mergeCells count="1"><mergeCell ref="D2:D3"/></mergeCells><pageMargins'),
    ),
    "tables_and_the_filter_of_a_sheet_do_not_overlap": (
        Edit(_LISTS, "</sheetData>", '</sheetData><autoFilter ref="A1:B3"/>'),
        Edit(_BOOK, '<definedName name="Alle"', '<definedName name="_xlnm._FilterDatabase" localSheetId="1" hidden="1">'
             'Lister!$A$1:$B$3</definedName><definedName name="Alle"'),
    ),
    "the_filter_of_a_table_covers_the_table": (
        Edit(_OTHER_TABLE, '<autoFilter ref="D1:E3"/>', '<autoFilter ref="D1:E2"/>'),
    ),
    "filtered_columns_are_in_the_filter": (Edit(_SHEET, 'colId="2"', 'colId="6"'),),
    "a_filter_has_its_hidden_name": (Edit(_BOOK, "Tiltak!$A$3:$F$7", "Tiltak!$A$3:$F$6"),),
    "the_heading_of_a_filter_is_not_merged": (Edit(_SHEET, '"C1:D1"', '"C2:D3"'),),
}  # fmt: skip

DRAWINGS: Mapping[str, tuple[Edit, ...]] = {
    "drawings_are_on_their_sheet": (Edit(_DRAWING, "<xdr:col>7</xdr:col>", "<xdr:col>16384</xdr:col>"),),
    "shapes_have_numbers_of_their_own": (Edit(_DRAWING, 'id="3"', 'id="2"'),),
    "series_of_a_chart_have_numbers_of_their_own": (Edit(_CHART, '<c:idx val="1"/>', '<c:idx val="0"/>'),),
    "axes_of_a_chart_exist": (Edit(_CHART, '<c:axId val="50010001"/>', '<c:axId val="50010009"/>'),),
    "points_of_a_chart_are_counted": (Edit(_CHART, '<c:ptCount val="4"/>', '<c:ptCount val="3"/>'),),
    "notes_are_of_one_cell_each": (Edit(_NOTES, '<comment ref="A5"', '<comment ref="A4"'),),
    "notes_have_an_author": (Edit(_NOTES, 'authorId="0"', 'authorId="1"'),),
    "notes_have_a_shape": (Edit("xl/drawings/vmlDrawing1.vml", 'ObjectType="Note"', 'ObjectType="Rect"'),),
    "extensions_are_there_once": (
        Edit(_SHEET, "</extLst>", '<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"/></extLst>'),
    ),
    "extensions_are_of_cells": (Edit(_SHEET, "<xm:sqref>G4</xm:sqref>", "<xm:sqref/>"),),
}

BREACHES: Mapping[str, tuple[Edit, ...]] = {
    **PACKAGE, **WORKBOOK, **STYLES, **CELLS, **FORMULAS, **SHEETS, **INPUTS, **TABLES, **DRAWINGS,
}  # fmt: skip
