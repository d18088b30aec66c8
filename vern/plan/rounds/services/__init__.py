"""What people do with rounds: each one transaction, with its line in the history."""
