"""Reading the organisation for its pages."""
