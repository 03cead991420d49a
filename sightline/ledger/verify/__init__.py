"""Verification of a whole log: every row, tile and checkpoint, in one pass and in flat memory."""

from sightline.ledger.verify.findings import Problem, Report
from sightline.ledger.verify.rows import EntryRow, ImageRow, ScannedRows, WithheldImage, scan_rows
from sightline.ledger.verify.whole import Verification, verify_log

__all__ = ["EntryRow", "ImageRow", "Problem", "Report", "ScannedRows", "Verification", "WithheldImage", "scan_rows", "verify_log"]
