"""Requirement sets from files: the shipped ones, and a person's own, as YAML or XLSX.

Further kinds of file (OSCAL) are read by folders above, which tell so through `also_read`.

Pure: reads files, knows no database. Every key of a file is explained in docs/requirement-sets.md. A file that cannot be used raises
`UnusableSet`, whose problems name the line or row and say what to do.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from .checking import Raw, RawRow, RawSet, build
from .sets import Document, Group, Problem, Requirement, RequirementSet, UnusableSet
from .workbook import load_xlsx
from .writing import to_xlsx

__all__ = [
    "Document",
    "Group",
    "Problem",
    "Requirement",
    "RequirementSet",
    "UnusableSet",
    "also_read",
    "load",
    "load_shipped",
    "load_xlsx",
    "load_yaml",
    "shipped_sets",
    "template_xlsx",
    "to_xlsx",
]

DATA = Path(__file__).parent / "data"
NOT_SETS = {"crosswalk", "topics"}
LARGEST_FILE = 5_000_000  # bytes; ISO/IEC 42001 with all our words has 60,000
LARGEST_ANY = 12_000_000  # bytes that whoever reads a file for `load` need not go beyond: no kind of file may have more
PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")}
DEEPEST = 8  # levels of nesting; a set has four


Reader = Callable[[bytes, str], RequirementSet | None]
_readers: list[Reader] = []


def also_read(reader: Reader) -> Reader:
    """Adds a kind of file that `load` takes.

    Args:
        reader: given the content and the name of a file, gives its set, or None where the file is not of its kind. It raises UnusableSet
            for one that is, and can't be used.
    """
    if reader not in _readers:
        _readers.append(reader)
    return reader


def shipped_sets() -> dict[str, Path]:
    """Return the files of the sets that come with Sightline, by id, ISO/IEC 42001 first."""
    found = {path.stem: path for path in sorted(DATA.glob("*.yaml")) if path.stem not in NOT_SETS}
    return {name: found[name] for name in sorted(found, key=lambda name: (name != "iso42001", name))}


def load_shipped(set_id: str) -> RequirementSet:
    """Return a set that comes with Sightline. Raises KeyError for an id that does not."""
    return load_yaml(shipped_sets()[set_id])


def template_xlsx() -> bytes:
    """Return a workbook for a person's own set, with a few examples to write over."""
    return to_xlsx(load_yaml(DATA / "workbook" / "own-rules.yaml"))


def load(source: Path | bytes, *, name: str = "") -> RequirementSet:
    """Return the set in a file of any kind; its content decides, not its name. Raises UnusableSet."""
    content = source if isinstance(source, bytes) else source.read_bytes()
    name = name or (source.name if isinstance(source, Path) else "")
    for reader in _readers:
        if (found := reader(content, name)) is not None:
            return found
    return load_xlsx(content, name=name) if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else load_yaml(content, name=name)


def load_yaml(source: Path | bytes, *, name: str = "") -> RequirementSet:
    """Return the set in a YAML file. `source` is its path or its content, `name` what to call it in messages.

    All values are taken as they are written, so that 4.10 stays 4.10 and `no` stays a word where a word is expected. Raises UnusableSet.
    """
    content = source if isinstance(source, bytes) else source.read_bytes()
    root = _node(content)
    if not isinstance(root, yaml.MappingNode):
        raise UnusableSet([Problem(name, "The file must begin with keys such as “id:” and “title:”, followed by “requirements:”.")])
    parts: dict[str, list[RawRow]] = {"groups": [], "headings": [], "requirements": []}
    problems: list[Problem] = []
    head: dict[str, Raw] = {}
    places: dict[str, str] = {}
    for key, value in _pairs(root):
        if key not in parts:
            head[key], places[key] = _raw(value), _line(value)
        elif isinstance(value, yaml.SequenceNode):
            parts[key] = list(_rows(value, key, problems))
        elif not _is_null(value):
            problems.append(Problem(_line(value), f"“{key}” must be a list: begin each item with a hyphen."))
    if problems:
        raise UnusableSet(problems)
    return build(RawSet(RawRow(_line(root), head, places), parts["groups"], parts["headings"], parts["requirements"]))


def _rows(value: yaml.SequenceNode, key: str, problems: list[Problem]) -> Iterator[RawRow]:
    for item in value.value:
        if isinstance(item, yaml.MappingNode):
            pairs = list(_pairs(item))
            yield RawRow(_line(item), {name: _raw(node) for name, node in pairs}, {name: _line(node) for name, node in pairs})
        else:
            problems.append(Problem(_line(item), f"Each of the {key} must have keys, such as “id:” and “title:”."))


def _node(content: bytes) -> yaml.Node | None:
    """Parse into nodes, which still know their lines. Raises UnusableSet for what is no YAML, or YAML built to do harm."""
    if len(content) > LARGEST_FILE:
        raise UnusableSet([Problem("", f"The file has {len(content):,} bytes. A requirement set has at most {LARGEST_FILE:,}.")])
    try:
        loader = yaml.CSafeLoader(content)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it is not text in UTF-8"
        where = f"line {mark.line + 1}" if mark else ""
        message = f"This line cannot be read as YAML ({reason}). Check indents, and put texts with a colon in quotation marks."
        raise UnusableSet([Problem(where, message)]) from None
    _refuse_harm(root)
    return root


def _refuse_harm(root: yaml.Node | None) -> None:
    """Refuse references inside the file (a few lines of them unfold to gigabytes), tags, deep nesting and keys that are there twice."""
    seen: set[int] = set()
    waiting = [(root, 1)] if root else []
    while waiting:
        node, depth = waiting.pop()
        if id(node) in seen:
            raise UnusableSet([Problem(_line(node), "References (& and *) are not read. Write the words out where they belong.")])
        seen.add(id(node))
        if depth > DEEPEST:
            raise UnusableSet([Problem(_line(node), "This is nested too deeply. A requirement has keys with texts and lists.")])
        if str(node.tag) not in PLAIN_TAGS:
            raise UnusableSet([Problem(_line(node), f"Tags such as {node.tag} are not read. Remove it.")])
        if isinstance(node, yaml.MappingNode):
            _refuse_twin_keys(node)
            waiting.extend((child, depth + 1) for pair in node.value for child in pair)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend((child, depth + 1) for child in node.value)


def _refuse_twin_keys(node: yaml.MappingNode) -> None:
    names: set[str] = set()
    for key, _value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise UnusableSet([Problem(_line(key), "A key must be one word, such as “title:”.")])
        if key.value in names:
            raise UnusableSet([Problem(_line(key), f"“{key.value}” is there twice. Keep one.")])
        names.add(key.value)


def _pairs(node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
    for key, value in node.value:
        yield key.value, value


def _raw(node: yaml.Node) -> Raw:
    if isinstance(node, yaml.MappingNode):
        return {key: _raw(value) for key, value in _pairs(node)}
    if isinstance(node, yaml.SequenceNode):
        return [_raw(value) for value in node.value]
    return "" if _is_null(node) else str(node.value)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"
