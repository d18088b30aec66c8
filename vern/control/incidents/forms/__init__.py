"""Forms: one file per thing that people do."""
