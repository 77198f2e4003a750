"""Every address of the product."""

from django.urls import include, path

from yanzhen.faces.api import urls as api
from yanzhen.faces.web import urls as web

urlpatterns = [path("", include(api.urlpatterns)), path("", include(web.urlpatterns))]

handler400 = "yanzhen.faces.web.views.errors.bad"
handler403 = "yanzhen.faces.web.views.errors.missing"
handler404 = "yanzhen.faces.web.views.errors.missing"
handler500 = "yanzhen.faces.web.views.errors.failed"
