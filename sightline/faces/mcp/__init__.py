"""Sightline for assistants: the Model Context Protocol over HTTP and over standard input and output, one handler for both."""
