"""Faults: processes killed in the middle, twenty writers at once, full disks, hostile files. Everything is real: processes, signals, files, both databases."""
