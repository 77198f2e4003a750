from django.apps import AppConfig


class TownshipConfig(AppConfig):
    name = "yanzhen.packs.township"
    default_auto_field = "django.db.models.BigAutoField"
