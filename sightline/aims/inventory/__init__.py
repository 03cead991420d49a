"""Which AI systems there are, with what is known of each; and which of them may be one and the same."""
