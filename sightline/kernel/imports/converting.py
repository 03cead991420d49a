"""Rows of a table into values of fields, one by one: a bad row never stops a good one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .fields import Field, FieldSet
from .mapping import Mapping
from .reading import Table
from .values import ProblemKind, Reader, reader_for


@dataclass(frozen=True)
class CellProblem:
    """What is to be said about one cell. `row` is its number in the file, `column` its head; `missing` and `wrong` refuse the row."""

    row: int
    column: str
    field: str
    kind: ProblemKind
    message: str

    @property
    def refuses(self) -> bool:
        """Whether the row stays out until this is mended."""
        return self.kind in ("missing", "wrong")


@dataclass(frozen=True)
class ConvertedRow:
    """A row: values by field (only where the cell says something), problems, and the cells as they were."""

    number: int
    values: dict[str, Any]
    problems: tuple[CellProblem, ...]
    cells: list[str]

    @property
    def refused(self) -> bool:
        """Whether the row stays out."""
        return any(problem.refuses for problem in self.problems)

    @property
    def why(self) -> str:
        """Why it was refused, in one line."""
        return " ".join(f"{problem.column}: {problem.message}" for problem in self.problems if problem.refuses)


def convert(table: Table, fields: FieldSet, mapping: Mapping) -> Iterator[ConvertedRow]:
    """Each row of the table with its values and problems.

    Raises MappingInvalid at the first row when the mapping names columns that the table does not have.
    """
    targets = mapping.for_columns(table.columns)
    plan: list[tuple[int, str, Field, Reader]] = []
    for index, column in enumerate(table.columns):
        name = targets.get(column)
        if name is not None and name in fields.by_name:
            one = fields.by_name[name]
            plan.append((index, column, one, reader_for(one, order=mapping.dates.get(name), words=mapping.values.get(name))))
    several = {one.name for index, _, one, _ in plan if any(other.name == one.name and place != index for place, _, other, _ in plan)}
    required = [
        (one, next((column for _, column, other, _ in plan if other.name == one.name), one.label)) for one in fields if one.required
    ]
    for row in table.rows():
        values: dict[str, Any] = {}
        problems: list[CellProblem] = []
        wrong: set[str] = set()
        for index, column, one, reader in plan:
            read = reader(row.cells[index])
            if read.kind is not None:
                problems.append(CellProblem(row.number, column, one.name, read.kind, read.message))
                wrong.add(one.name)
            if read.value is None:
                continue
            values[one.name] = _joined(values.get(one.name), read.value, column) if one.name in several else read.value
        for one, column in required:
            if one.name not in values and one.name not in wrong:
                problems.append(
                    CellProblem(row.number, column, one.name, "missing", f"{one.label} is missing. Fill it in, or leave the row out.")
                )
        yield ConvertedRow(row.number, values, tuple(problems), row.cells)


def _joined(so_far: Any, value: Any, column: str) -> Any:
    """Several columns in one field: lists follow each other, texts become paragraphs that say where they are from."""
    if isinstance(value, tuple):
        return tuple(dict.fromkeys((*(so_far or ()), *value)))
    paragraph = f"{column}: {value}"
    return f"{so_far}\n\n{paragraph}" if so_far else paragraph
