"""What a report's own arithmetic says of its figures."""
