"""Evidence: a file or a snapshot, stored once under its SHA-256, tied to any record, with the date it speaks of, a validity and a source."""
