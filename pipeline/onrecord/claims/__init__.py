"""What a statement claims."""
