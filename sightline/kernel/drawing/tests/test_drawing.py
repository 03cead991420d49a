"""Maps: well-formed, without style, with every box and line, whatever stands in the names, with few boxes and with many."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.kernel.drawing import Frame, Line, Map, Node, draw, standalone
from sightline.kernel.drawing.laying import Box, lay
from sightline.kernel.drawing.setting import wrapped

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = 'A & B <script>alert(1)</script> "quoted" \\ ]]> label=x; } {{ 7*7 }} 日本語の名前'


def chain(count: int) -> Map:
    """So many boxes in three countries, each with a line to the next."""
    frames = tuple(Frame(f"c{place}", f"Country {place}", outer=place == 2) for place in range(3))
    nodes = tuple(
        Node(f"n{number}", f"Place number {number}", f"PLC-{number:04}", f"/places/PLC-{number:04}/", f"c{number * 3 // count}")
        for number in range(count)
    )
    weights = ("none", "personal", "special")
    lines = tuple(
        Line(f"n{number}", f"n{number + 1}", str(number + 1), weights[number % 3], number % 7 == 0, f"Line {number}", f"/flows/{number}/")  # type: ignore[arg-type]
        for number in range(count - 1)
    )
    return Map("m", "So many places", nodes, lines, frames, "The table says the same.")


def test_a_map_shows_boxes_lines_and_countries_as_words_and_links() -> None:
    drawn = draw(chain(5))
    root = ElementTree.fromstring(drawn.svg)
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert {"Place number 0", "Place number 4", "PLC-0003", "Country 0", "Country 2"} <= set(words)
    links = [link.get("href") for link in root.iter(f"{SVG}a")]
    assert "/places/PLC-0004/" in links
    assert "/flows/3/" in links
    title = root.find(f"{SVG}title")
    assert title is not None
    assert (title.text, root.get("aria-labelledby")) == ("So many places", title.get("id"))
    assert float(root.get("width") or 0) == drawn.width > 190


@pytest.mark.parametrize("count", [1, 5, 200])
def test_nothing_is_styled_and_every_box_lies_inside(count: int) -> None:
    drawn = draw(chain(count))
    root = ElementTree.fromstring(drawn.svg)
    assert not re.search(r"<style|\sstyle=|<script|<!DOCTYPE|\son\w+=", drawn.svg)
    boxes = [one for one in root.iter(f"{SVG}rect") if (one.get("class") or "").startswith("node")]
    assert len(boxes) == count
    for box in boxes:
        assert 0 <= float(box.get("x") or -1) <= drawn.width
        assert 0 <= float(box.get("y") or -1) <= drawn.height
    assert len([one for one in root.iter(f"{SVG}path") if (one.get("class") or "").startswith("halo ")]) == count - 1


def test_boxes_never_lie_upon_each_other() -> None:
    laid = lay([(190.0, 52.0)] * 40, [range(20), range(20, 40)], [(one, (one * 7 + 3) % 40, True) for one in range(40)], [80.0, 80.0])

    def apart(one: Box, other: Box) -> bool:
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        return beside or one.y + one.height <= other.y or other.y + other.height <= one.y

    assert all(apart(one, other) for place, one in enumerate(laid.boxes) for other in laid.boxes[place + 1 :])


def test_what_looks_like_markup_stays_words() -> None:
    drawn = draw(
        Map("m", HOSTILE, (Node("a", HOSTILE, HOSTILE, "/x/"), Node("b", "b")), (Line("a", "b", "1", title=HOSTILE),), words=HOSTILE)
    )
    root = ElementTree.fromstring(drawn.svg)
    assert not list(root.iter(f"{SVG}script"))
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == HOSTILE


def test_many_boxes_beside_each_other_are_read_downwards() -> None:
    nodes = (Node("hub", "Hub"), *(Node(f"n{number}", f"Source {number}") for number in range(60)))
    drawn = draw(Map("m", "t", nodes, tuple(Line(f"n{number}", "hub", str(number)) for number in range(60))))
    assert drawn.width < 1_000 < drawn.height


def test_the_same_map_gives_the_same_bytes() -> None:
    first = draw(chain(12)).svg
    draw.cache_clear()
    assert draw(chain(12)).svg == first


def test_a_file_of_its_own_has_its_style_and_no_links_unless_it_knows_where_to() -> None:
    drawn = draw(chain(5))
    alone = standalone(drawn)
    root = ElementTree.fromstring(alone.encode())
    assert root.find(f"{SVG}style") is not None
    assert not list(root.iter(f"{SVG}a"))
    assert {text.text for text in root.iter(f"{SVG}text")} == {text.text for text in ElementTree.fromstring(drawn.svg).iter(f"{SVG}text")}
    linked = ElementTree.fromstring(standalone(drawn, "https://aims.example").encode())
    assert "https://aims.example/places/PLC-0004/" in [link.get("href") for link in linked.iter(f"{SVG}a")]


def test_a_line_to_nowhere_is_an_error() -> None:
    with pytest.raises(KeyError):
        draw(Map("m", "t", (Node("a", "a"),), (Line("a", "b"),)))


def test_two_lines_between_the_same_boxes_are_two() -> None:
    drawn = draw(Map("m", "t", (Node("a", "a"), Node("b", "b")), (Line("a", "b", "1"), Line("a", "b", "2"), Line("b", "a", "3"))))
    paths = re.findall(r'<path d="([^"]+)" class="flow ', drawn.svg)
    assert len(set(paths)) == 3


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_a_name_is_wrapped_into_three_lines_at_most(name: str) -> None:
    lines = wrapped(name)
    assert 1 <= len(lines) <= 3
    assert all(len(line) <= 25 for line in lines)
    plain = "".join(name.split())
    shown = "".join("".join(lines).split())
    assert shown.rstrip("…") in plain or "…" in shown
