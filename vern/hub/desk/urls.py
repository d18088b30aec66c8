from django.urls import path

from vern.hub.desk import views

app_name = "desk"
urlpatterns = [path("", views.mine, name="mine")]
