"""How the institution is organised for HSE work (handbook chapter 2)."""
