"""Settings, the one table of permissions, addresses, start-up. The only floor that knows the faces."""
