"""Lists that people already have, on their way into records: the part that needs no database.

In order: `read_table` reads a file, `guess_mapping` says what each column is likely to be, a person corrects it into a `Mapping`,
`convert` turns rows into values with a message for each cell that could not be read, `identify` says which row is which record, and
`writing` gives refused rows (and any register) back as a file. Nothing here writes a record or imports Django's models.
"""

from .converting import CellProblem, ConvertedRow, convert
from .errors import MappingInvalid, UnreadableFile
from .fields import Field, FieldSet, load_fields
from .guessing import ColumnGuess, Question, guess_mapping
from .identity import RowIdentity, Suspect, identify, suspected_duplicates
from .mapping import Mapping, closest, fingerprint, mapping_from_guesses
from .reading import Row, Table, TableMeta, read_table
from .writing import csv_chunks, refused_rows, xlsx_chunks

__all__ = [
    "CellProblem",
    "ColumnGuess",
    "ConvertedRow",
    "Field",
    "FieldSet",
    "Mapping",
    "MappingInvalid",
    "Question",
    "Row",
    "RowIdentity",
    "Suspect",
    "Table",
    "TableMeta",
    "UnreadableFile",
    "closest",
    "convert",
    "csv_chunks",
    "fingerprint",
    "guess_mapping",
    "identify",
    "load_fields",
    "mapping_from_guesses",
    "read_table",
    "refused_rows",
    "suspected_duplicates",
    "xlsx_chunks",
]
