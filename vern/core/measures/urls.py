from django.urls import path

from vern.core.measures import views

app_name = "measures"
urlpatterns = [
    path("measures/mine/", views.mine, name="mine"),
    path("measures/<int:pk>/", views.show, name="show"),
    path("measures/<int:pk>/done/", views.done, name="done"),
    path("measures/<int:pk>/change/", views.change, name="change"),
    path("plan/", views.own_plan, name="own_plan"),
    path("plan/<str:code>/", views.plan, name="plan"),
]
