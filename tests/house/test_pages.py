"""What reaches a browser keeps our content security policy: nothing inline, nothing from another host, no colour outside the tokens."""

import re
from pathlib import Path

import pytest

from tests.house.reading import project_files, read

INLINE = {
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=.application/json)[^>]*>|javascript:", re.IGNORECASE),
    "an event attribute": re.compile(r"""\s(on[a-z]+|hx-on[:\w-]*)\s*=\s*["']""", re.IGNORECASE),
    "a file of another host": re.compile(
        r"""(?:\ssrc|\shref(?=[^>]*\brel=["']?stylesheet)|\sdata-src)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE
    ),
}
TOKENS = "1-tokens.css"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)|\b(?:rgb|rgba|hsl|hsla|oklch|lab)\(")
TEXT = (
    [(ink, on) for ink in ("ink", "ink-2", "ink-3") for on in ("paper", "sheet", "well", "raise")]
    + [(kind, on) for kind in ("ok", "part", "bad", "new", "told", "none") for on in ("sheet", "well", "raise", f"{kind}-tint")]
    + [(kind, "sight-tint") for kind in ("ok", "part", "bad", "ink", "ink-2")]
    + [
        ("do", f"{on}")
        for on in ("sheet", "well", "paper", "do-tint", "raise", "ok-tint", "part-tint", "bad-tint", "new-tint", "sight-tint")
    ]
    + [("do-ink", "do"), ("do-ink", "do-over"), ("bad", "bad-tint"), ("ink", "bad-tint")]
    + [(kind, "do-tint") for kind in ("ink", "ink-2", "part", "bad")]
    + [(f"h{step}-ink", f"h{step}") for step in range(6)]
)
MARKS = (
    [("edge", on) for on in ("sheet", "raise", "well")]
    + [("sight", on) for on in ("sheet", "paper", "well", "raise", "sight-tint", "do-tint")]
    + [(f"c{series}", "sheet") for series in (1, 2, 3, 4)]
)


def templates() -> list[Path]:
    return [path for path in project_files() if "templates" in path.parts and path.suffix in (".html", ".svg", ".txt")]


def stylesheets() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".css" and "static" in path.parts and "vendor" not in path.parts]


@pytest.mark.parametrize("fault", sorted(INLINE))
def test_no_template_breaks_the_policy(fault: str) -> None:
    found = [f"{path.as_posix()}: {match.group(0).strip()}" for path in templates() for match in INLINE[fault].finditer(read(path))]
    assert found == [], f"{fault} is refused by the browser"


def test_only_the_tokens_name_a_colour() -> None:
    named = {
        f"{path.name}: {match.group(0)}"
        for path in stylesheets()
        if path.name != TOKENS
        for match in COLOUR.finditer(_without_comments(path))
    }
    assert named == set()


@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (MARKS, 3.0)], ids=["text", "marks"])
def test_tokens_used_together_have_contrast_in_both_modes(pairs: list[tuple[str, str]], least: float) -> None:
    (tokens,) = [path for path in stylesheets() if path.name == TOKENS]
    found = re.findall(r"--([\w-]+):\s*light-dark\((#\w{6}), (#\w{6})\)", read(tokens))
    colours = {name: (light, dark) for name, light, dark in found}
    weak = {
        (mode, ink, on): round(ratio, 2)
        for ink, on in pairs
        for n, mode in enumerate(("light", "dark"))
        if (ratio := contrast(colours[ink][n], colours[on][n])) < least
    }
    assert weak == {}


def luminance(colour: str) -> float:
    """Relative luminance of a `#rrggbb` colour (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, success criterion 1.4.3)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", read(path), flags=re.DOTALL)
