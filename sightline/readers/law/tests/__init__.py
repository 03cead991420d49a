"""Tests of applicable law."""
