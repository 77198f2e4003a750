from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "yanzhen.kernel.records"
    default_auto_field = "django.db.models.BigAutoField"
