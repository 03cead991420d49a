"""Applicable law: the laws, contracts and standards that bind the organisation, and what changes in them."""
