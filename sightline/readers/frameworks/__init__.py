"""Requirement sets: standards, laws and rules of one's own, as values, files and records."""
