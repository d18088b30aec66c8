"""What people may know of what is stored about them, and what the institution says of it."""
