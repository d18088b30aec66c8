"""The pages of risk assessments."""
