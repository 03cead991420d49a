"""Evidence packs: one archive with every record and its proofs, that anyone verifies offline, without us.

`making.make_pack` makes one; `collecting` and `rendering` gather records and draw pages; `format` writes the archive, `proving` the proofs of its
records; `verifier/` holds the two verifiers that travel with it.
"""
