"""Invitations: somebody without an account does a few named things to one record, through a link that ends.

Whoever holds the link is the person invited; so it is as long as a key, kept only as a hash, and gives nothing but what it names.
"""
