from vern.core.kernel.apps import ModuleConfig


class AnnualReportConfig(ModuleConfig):
    name = "vern.review.annual_report"
    label = "annual_report"

    def contribute(self) -> None:
        from vern.review.annual_report import contributions

        contributions.register()
