"""Reading reports: lists, one report, its way so far, and the choices that forms offer."""
