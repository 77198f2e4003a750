from django.apps import AppConfig

from .formwords import speak


class Web(AppConfig):
    name = "yanzhen.faces.web"

    def ready(self) -> None:
        speak()
