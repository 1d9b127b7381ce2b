"""What a desk holds as files for the outside."""
