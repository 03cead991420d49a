"""The command line: registers, actions and readers as commands. It has no rules of its own."""
