"""Discovery of AI that is used without having been asked for: from what an organisation has already to a triaged sighting (ISO/IEC 42001, 4.3, A.4.2, A.9.2)."""
