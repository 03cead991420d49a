"""May I use this tool, for this, with this data? Answered by rules at once, or by a person; the answer feeds the inventory (ISO/IEC 42001, A.9)."""
