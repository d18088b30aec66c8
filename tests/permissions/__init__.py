"""Who gets which page: the table, and the world that it speaks of."""
