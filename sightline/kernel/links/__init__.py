"""Free traceability: the one `Link` between any two records."""
