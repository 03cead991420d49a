"""The web face: server-rendered pages, derived from the kernel's registries. It has no rules of its own, and nobody imports it."""
