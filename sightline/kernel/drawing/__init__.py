"""Maps: boxes, lines between them and frames around them, described in our own words and drawn as SVG.

A folder says what is to be seen (`Map`); where it lies is a layout program's work (Graphviz, behind `laying.py`), how it looks is `setting.py`'s.
"""

from .describing import Frame, Line, Map, Node
from .setting import Drawn, draw, standalone

__all__ = ["Drawn", "Frame", "Line", "Map", "Node", "draw", "standalone"]
