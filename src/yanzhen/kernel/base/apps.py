from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import Tags, register
from django.utils.module_loading import module_has_submodule

from .checks import refuse_weak_sqlite, sqlite_keeps_what_it_acknowledged
from .definitions import book

PARTS = ("pack", "figures", "sheets", "loaders")


class BaseConfig(AppConfig):
    name = "yanzhen.kernel.base"

    def ready(self) -> None:
        """Open the book: what the engines declare (`rights.py`), then the packs (`pack.py` and its parts), in the order of settings."""
        refuse_weak_sqlite(settings.DATABASES)
        register(sqlite_keeps_what_it_acknowledged, Tags.database)
        for app in apps.get_app_configs():
            if app.name.startswith("yanzhen.kernel.") and module_has_submodule(app.module, "rights"):
                book.read(import_module(f"{app.name}.rights"))
        for pack in settings.PACKS:
            package = import_module(pack)
            for part in PARTS:
                if module_has_submodule(package, part):
                    book.read(import_module(f"{pack}.{part}"))
