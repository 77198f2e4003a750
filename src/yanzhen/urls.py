"""Every address of the product."""

from django.urls import include, path

from yanzhen.faces.api import urls as api
from yanzhen.faces.web import urls as web

urlpatterns = [path("", include(api.urlpatterns)), path("", include(web.urlpatterns))]
