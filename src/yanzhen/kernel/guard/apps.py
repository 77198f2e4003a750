from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register


class GuardConfig(AppConfig):
    name = "yanzhen.kernel.guard"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The start-up checks know the roles, and those know models that were not there when this file was read."""
        register(import_module(f"{self.name}.checks").roles_name_only_what_is_declared)
