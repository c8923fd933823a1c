"""Spreadsheets from other systems: CSV and XLSX files, read by a mapping that names the columns."""

from shared.tabular.mapping import CellFault, ColumnMapping, FieldName, Record
from shared.tabular.mapping_file import read_mapping
from shared.tabular.refusals import ColumnIsMissing, FileIsUnreadable, MappingIsInvalid
from shared.tabular.sheet import Sheet, SheetRow, read_sheet

__all__ = [
    "CellFault",
    "ColumnIsMissing",
    "ColumnMapping",
    "FieldName",
    "FileIsUnreadable",
    "MappingIsInvalid",
    "Record",
    "Sheet",
    "SheetRow",
    "read_mapping",
    "read_sheet",
]
