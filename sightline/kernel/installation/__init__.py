"""An installation as a whole: its data directory, its migrations, its server, its backups. What start-up and commands share; knows nothing of AI."""
