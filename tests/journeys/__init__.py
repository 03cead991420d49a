"""What people do from beginning to end, in a real browser against the real product; and walks that leave no page and no address out."""
