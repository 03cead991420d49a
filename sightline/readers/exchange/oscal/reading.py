"""Recognises OSCAL in a file, whatever its name, and takes it apart as far as its first key.

Files come from outside: size and depth are bounded before anything is looked at, and whatever is wrong is said with what to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import yaml

from sightline.readers.frameworks.loading import LARGEST_ANY
from sightline.readers.frameworks.sets import Problem, UnusableSet

LARGEST_FILE = LARGEST_ANY  # all of NIST SP 800-53, indented, has 10.4 million bytes
DEEPEST = 40  # levels; a resolved baseline of NIST has 22
_START = 4_000  # bytes in which the first key of a file stands
_XML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<.*csrc\.nist\.gov/ns/oscal", re.DOTALL)


@dataclass(frozen=True)
class Document:
    """An OSCAL document: its kind (`catalog`), and what stands under that key."""

    kind: str
    body: Mapping[str, Any]


@cache
def kinds() -> dict[str, tuple[str, str]]:
    """Every kind of document with its name and what to do with one that is offered as a requirement set.

    Raises:
        ValueError: the shipped file is not as it must be.
    """
    found = yaml.safe_load((Path(__file__).parent / "data" / "kinds.yaml").read_text(encoding="utf-8"))
    for name, said in found.items():
        if set(said) != {"title", "advice"}:
            raise ValueError(f"kinds.yaml: {name} must have a title and an advice.")
    return {name: (said["title"], said["advice"]) for name, said in found.items()}


def read_document(content: bytes) -> Document | None:
    """The OSCAL document in a file, or None where the file is none and does not look like one.

    Args:
        content: the whole file.

    Raises:
        UnusableSet: it is OSCAL and can't be read, or JSON that is nothing known here; says what to do.
    """
    start = content[:_START]
    if _XML.search(start):
        _refuse("This is OSCAL as XML. Take the same document as JSON: catalogs are published in both.")
    if named := re.search(rb"^(" + "|".join(kinds()).encode() + rb"):\s*$", start, re.MULTILINE):
        _refuse(f"This is OSCAL as YAML ({named[1].decode()}). Take the same document as JSON: catalogs are published in both.")
    if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return None
    root = _parsed(content)
    if not isinstance(root, Mapping):
        _refuse("This JSON is a list. An OSCAL document begins with its kind, such as {“catalog”: ...}.")
    kind = next((name for name in kinds() if name in root), "")
    if not kind:
        if "requirements" in root:
            return None  # our own form, written as JSON, which YAML reads
        keys = ", ".join(f"“{str(key)[:40]}”" for key in list(root)[:5]) or "nothing"
        _refuse(
            f"This JSON is no OSCAL catalog: it begins with {keys}. A catalog begins with “catalog”; a set of your own has “requirements”."
        )
    body = root[kind]
    if not isinstance(body, Mapping):
        _refuse(f"“{kind}” must hold an object with “uuid” and “metadata”.")
    return Document(kind, body)


def _parsed(content: bytes) -> Any:
    if len(content) > LARGEST_FILE:
        _refuse(f"The file has {len(content):,} bytes. An OSCAL file has at most {LARGEST_FILE:,}. Take a profile of it, resolved.")
    try:
        root = json.loads(content)
    except UnicodeDecodeError:
        _refuse("The file is not text in UTF-8. Save it as UTF-8 and try again.")
    except json.JSONDecodeError as error:
        _refuse(f"It can't be read as JSON ({error.msg}). Perhaps it was cut: fetch it again.", f"line {error.lineno}")
    except RecursionError:
        _refuse("It is nested too deeply for an OSCAL document.")
    except ValueError as error:
        _refuse(f"It can't be read as JSON ({error}).")
    _refuse_depth(root)
    return root


def _refuse_depth(root: Any) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            _refuse("It is nested too deeply for an OSCAL document.")
        level = [child for node in level for child in _children(node)]


def _children(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()


def _refuse(message: str, where: str = "") -> NoReturn:
    raise UnusableSet([Problem(where, message)]) from None


def refuse_kind(document: Document, wanted: str) -> None:
    """Refuses a document of another kind.

    Raises:
        UnusableSet: says what it is, and what to do with it.
    """
    if document.kind != wanted:
        title, advice = kinds()[document.kind]
        _refuse(f"This OSCAL file is {title}, not {kinds()[wanted][0]}. {advice}")
