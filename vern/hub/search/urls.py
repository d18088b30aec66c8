from django.urls import path

from vern.hub.search import views

app_name = "search"
urlpatterns = [
    path("", views.find, name="find"),
    path("quick/", views.quick, name="quick"),
]
