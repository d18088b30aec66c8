"""The forms of an assessment: few fields a page."""
