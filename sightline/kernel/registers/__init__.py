"""Registers: everything that can be seen as a list. Declared once; web lists, REST collections, commands, MCP tools and exports are derived."""

from .declaring import Column, Filter, Register, View, all_registers, find_register, listed_at, register, register_of
from .listing import Listing, Query, cell_of, item_of, listing, options_of
from .past import past_item, past_items

__all__ = [
    "Column",
    "Filter",
    "Listing",
    "Query",
    "Register",
    "View",
    "all_registers",
    "cell_of",
    "find_register",
    "item_of",
    "listed_at",
    "listing",
    "options_of",
    "past_item",
    "past_items",
    "register",
    "register_of",
]
