"""Tests of the web face: what somebody at a browser would notice."""
