"""The ways in: web, API, command line, MCP. Each derives itself from the kernel's registries; none has rules of its own, and nobody imports a face."""
