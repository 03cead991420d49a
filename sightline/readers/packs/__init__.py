"""Evidence packs: one archive with records, evidence and pages, and proofs that anyone verifies offline, without Sightline.

`format.py` writes the archive, `proving.py` the proofs of its records; `verifier/` holds the two verifiers that travel with it.
"""
