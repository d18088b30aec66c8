"""Reading risk assessments."""
