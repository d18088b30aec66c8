"""What the institution says of privacy and of accessibility."""

from __future__ import annotations

from django.db import models

from vern.core.kernel.texts import Named


class Statement(Named):
    """A page that everyone may read, linked from every page; its name is the heading. In the texts
    `## ` begins a heading and `- ` an item of a list."""

    key = models.SlugField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    text_nb = models.TextField()
    text_nn = models.TextField()
    text_en = models.TextField()

    class Meta:
        ordering = ("order", "pk")
