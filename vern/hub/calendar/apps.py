from vern.core.kernel.apps import ModuleConfig


class CalendarConfig(ModuleConfig):
    name = "vern.hub.calendar"
    label = "calendar"

    def contribute(self) -> None:
        from vern.hub.calendar import contributions

        contributions.register()
