"""Who supplies AI to the organisation, what was agreed with them, and how they are looked after (ISO/IEC 42001, A.10)."""
