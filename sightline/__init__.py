"""Sightline: run ISO/IEC 42001 day by day, and prove that you do. Five floors; docs/architecture.md walks through them."""
