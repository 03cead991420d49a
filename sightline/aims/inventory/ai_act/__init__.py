"""The EU AI Act: which class and role each AI system has under it, why, and the duties that follow."""
