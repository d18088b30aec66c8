"""The trail: who did what, when. Lines are only ever added; free text can be forgotten."""
