"""One module for each group of measures; each has `measure(quick) -> list[Result]` and runs in a process of its own on an empty data directory."""
