"""Measures of speed and size, taken by `make bench` and written to `docs/benchmarks.md`. Nothing here is a test: a test that is timed fails on a busy machine."""
