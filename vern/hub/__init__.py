"""Where the spokes meet: a page and its port each."""
