from vern.core.kernel.apps import ModuleConfig


class AnnualReportConfig(ModuleConfig):
    name = "vern.review.annual_report"
    label = "annual_report"
