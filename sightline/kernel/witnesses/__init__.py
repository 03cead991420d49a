"""Witnesses: people outside who get each day's checkpoint by mail.

Whoever holds both database and key can rewrite history; only a checkpoint that is held by somebody else shows it.
"""
