"""A year's report and its texts, every version kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from vern.core.org.models import Person
from vern.core.records.models import Record

KIND = "annual_report"


class AnnualReport(models.Model):
    """The report of a year. Published, it states its figures as of `extract_on` for good."""

    record = models.OneToOneField(
        Record, models.PROTECT, primary_key=True, related_name="annual_report"
    )
    year = models.PositiveSmallIntegerField(unique=True)
    extract_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-year",)
        constraints = [
            models.CheckConstraint(
                name="published_reports_have_an_extract_date",
                condition=Q(published_at__isnull=True) | Q(extract_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.year)


class SectionText(models.Model):
    """One version of what people wrote in a section, in one language."""

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="texts")
    section = models.CharField(max_length=40)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("section", "language", "version")
        constraints = [
            models.UniqueConstraint(
                name="section_versions_are_numbered",
                fields=("report", "section", "language", "version"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.section} {self.language} v{self.version}"

    @property
    def writer(self) -> str:
        """Who wrote it; what nobody wrote, the system did."""
        return self.written_by.name if self.written_by else gettext("The system")
