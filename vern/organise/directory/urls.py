"""Who is who under /units/, the changes under /admin/."""

from __future__ import annotations

from django.urls import path

from vern.organise.directory.views import areas, buildings, people, units, who

app_name = "directory"
urlpatterns = [
    path("units/", who.index, name="index"),
    path("units/representatives/", who.representatives, name="representatives"),
    path("units/<str:code>/", who.unit, name="unit"),
    path("admin/", units.administration, name="administration"),
    path("admin/units/", units.index, name="units"),
    path("admin/units/new/", units.create, name="unit_new"),
    path("admin/units/merge/", units.merge, name="unit_merge"),
    path("admin/units/<str:code>/", units.unit, name="unit_administration"),
    path("admin/units/<str:code>/rename/", units.rename, name="unit_rename"),
    path("admin/units/<str:code>/move/", units.move, name="unit_move"),
    path("admin/units/<str:code>/split/", units.split, name="unit_split"),
    path("admin/people/", people.index, name="people"),
    path("admin/people/new/", people.register, name="person_new"),
    path("admin/people/<int:pk>/", people.person, name="person"),
    path("admin/people/<int:pk>/change/", people.change, name="person_change"),
    path("admin/people/<int:pk>/account/", people.account, name="person_account"),
    path("admin/assignments/new/", people.appoint, name="appoint"),
    path("admin/assignments/<int:pk>/end/", people.end, name="end"),
    path("admin/areas/", areas.index, name="areas"),
    path("admin/areas/new/", areas.draw, name="area_new"),
    path("admin/areas/<str:code>/", areas.redraw, name="area"),
    path("admin/areas/<str:code>/end/", areas.end, name="area_end"),
    path("admin/buildings/", areas.buildings, name="buildings"),
    path("admin/buildings/<int:pk>/", buildings.building, name="building"),
    path("admin/buildings/<int:pk>/change/", buildings.change, name="building_change"),
    path("admin/buildings/<int:pk>/rooms/new/", buildings.add_room, name="room_new"),
    path("admin/buildings/<int:pk>/rooms/many/", buildings.add_rooms, name="rooms_new"),
    path("admin/rooms/<int:pk>/", buildings.change_room, name="room"),
    path("admin/rooms/<int:pk>/end/", buildings.end_room, name="room_end"),
    path("admin/buildings/<int:pk>/employers/new/", buildings.add_employer, name="employer_new"),
    path(
        "admin/buildings/<int:pk>/employers/<int:employer>/",
        buildings.change_employer,
        name="employer",
    ),
    path(
        "admin/buildings/<int:pk>/employers/<int:employer>/remove/",
        buildings.remove_employer,
        name="employer_remove",
    ),
]
