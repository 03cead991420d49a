"""The glossary is law, so it must not contradict itself."""

import re
from pathlib import Path

GLOSSARY = Path(__file__).parents[4] / "docs" / "glossary.md"


def test_every_word_is_explained_once_in_a_line_or_two_with_a_source() -> None:
    rows = [line.strip("|").split(" | ") for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| **")]
    words = [re.sub(r"[*|]", "", row[0]).strip().casefold() for row in rows]
    assert len(words) == len(set(words)) > 80
    for word, row in zip(words, rows, strict=True):
        assert len(row) == 3, word
        assert len(row[1]) <= 260, f"{word} takes more than two lines"
        assert row[2].strip(" |"), f"{word} has no source"


def test_words_of_the_design_are_there() -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    for word in ("record", "change", "entry", "image", "checkpoint", "register", "action", "expectation", "population", "exception"):
        assert f"| **{word}** |" in text, word
    for word in ("judgement", "obligation", "evidence", "boundary", "AI system", "provider", "deployer", "nonconformity"):
        assert f"| **{word}** |" in text, word
