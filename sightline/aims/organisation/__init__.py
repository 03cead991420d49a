"""Who the organisation is, who answers for what, and what its management system covers: units, people, roles, context, objectives, scope."""
