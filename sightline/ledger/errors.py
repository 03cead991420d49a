"""The one family of errors that the ledger raises on purpose."""


class LedgerError(Exception):
    """Something given to the ledger, or found in it, is not as its formats demand. The message is a plain English sentence."""


class NotCanonical(LedgerError):
    """A value has no canonical JSON form (RFC 8785), so it cannot be put into the ledger."""


class ProofFailed(LedgerError):
    """An inclusion or consistency proof does not lead to the root that it was checked against."""


class MalformedNote(LedgerError):
    """A signed note, a checkpoint or a key is not written as its C2SP specification says."""


class NotSigned(LedgerError):
    """No trusted key signed the note, or a trusted key's signature on it is wrong."""


class TileMissing(LedgerError):
    """A tile that the tree of this size must have is absent from its store, or too short."""
