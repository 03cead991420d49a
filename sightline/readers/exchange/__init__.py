"""What other people's tools read and write."""
