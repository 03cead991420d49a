"""One module a group of commands. They are imported only when their command is called, so that `sightline --help` is quick."""
