from django.urls import path

from vern.hub.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("rules/", views.rules, name="rules"),
    path("rules/<str:key>/", views.timing, name="timing"),
    path("subscribe/", views.subscribe, name="subscribe"),
    path("feed/<uuid:key>/<slug:code>.ics", views.feed, name="feed"),
]
