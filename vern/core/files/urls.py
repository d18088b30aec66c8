from django.urls import path

from vern.core.files import views

app_name = "files"
urlpatterns = [
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/small/", views.small, name="small"),
    path("waiting/<uuid:key>/<int:pk>/", views.waiting, name="waiting"),
]
