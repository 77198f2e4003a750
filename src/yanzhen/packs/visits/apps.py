from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "yanzhen.packs.visits"
    default_auto_field = "django.db.models.BigAutoField"
