"""The keys that sign checkpoints, as records: which was taken when and why, and what to do where a key is lost or a backup was restored."""
