from django.urls import path

from vern.core.measures import views

app_name = "measures"
urlpatterns = [
    path("measures/mine/", views.mine, name="mine"),
    path("measures/to-judge/", views.to_judge, name="to_judge"),
    path("measures/<int:pk>/", views.show, name="show"),
    path("measures/<int:pk>/done/", views.done, name="done"),
    path("measures/<int:pk>/end/", views.end, name="end"),
    path("measures/<int:pk>/judge/", views.judge, name="judge"),
    path("measures/<int:pk>/verify/", views.verify, name="verify"),
    path("measures/<int:pk>/maintain/", views.maintain, name="maintain"),
    path("measures/<int:pk>/change/", views.change, name="change"),
    path("measures/<int:pk>/again/", views.again, name="again"),
    path("plan/", views.own_plan, name="own_plan"),
    path("plan/<str:code>/", views.plan, name="plan"),
    path("plan/<str:code>/plan.csv", views.plan_csv, name="plan_csv"),
]
