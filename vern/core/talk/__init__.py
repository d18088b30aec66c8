"""What people say to one another about a record."""
