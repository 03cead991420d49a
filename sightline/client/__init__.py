"""For pipelines that push decisions and evidence: standard library only, imports nothing of ours. Not built yet."""
