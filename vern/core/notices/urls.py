from django.urls import path

from vern.core.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:pk>/", views.follow, name="follow"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", views.settings, name="settings"),
    path("mail/", views.mail, name="mail"),
    path("mail/again/", views.try_again, name="try_again"),
    path("unreached/<int:pk>/", views.unreached, name="unreached"),
]
