"""Who is who on any date, and the pages where units, people and roles are changed (A1, A2, A4)."""
