"""Forgetting a person (GDPR Art. 17) without breaking a proof: images and salts go, digests stay."""
