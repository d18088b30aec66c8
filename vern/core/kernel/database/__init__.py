"""PostgreSQL as Django's backend, which is quickly back after the server was away."""
