"""The ledger in the database: entries, images, tiles and checkpoints, appended by changes, integrated and signed after commit, verified by anyone."""
